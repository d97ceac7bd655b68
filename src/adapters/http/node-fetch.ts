import type { SecureContext } from 'node:tls'
import type { Dispatcher } from 'undici'
import { trustOnly, type Trust } from '../../network/trust.ts'
import { connectionProblem } from '../../shared/connection-problem.ts'
import type { FetchLike } from './limited-fetch.ts'

export interface NodeFetchDeps {
  /** The proxy for a URL; null: none. */
  proxyFor(url: string): Promise<URL | null> | URL | null
  readonly trust: Trust
}

/** Sends requests with undici from npm, because Node's own `fetch` has no proxies and trusts only what it did at its start. */
function createUndiciFetch() {
  let dispatchers = new Map<string, Dispatcher>()
  let usedTrust: SecureContext | null = null

  return async (
    url: string,
    init: RequestInit | undefined,
    proxy: URL | null,
    trusted: SecureContext | null,
  ) => {
    const { Agent, ProxyAgent, fetch } = await import('undici')
    if (trusted !== usedTrust) {
      for (const old of dispatchers.values()) void old.close()
      dispatchers = new Map()
      usedTrust = trusted
    }
    const key = proxy?.href ?? ''
    const connect = trusted === null ? {} : { secureContext: trusted }
    const dispatcher =
      dispatchers.get(key) ??
      (proxy === null
        ? new Agent({ connect })
        : new ProxyAgent({ uri: proxy.href, requestTls: connect, proxyTls: connect }))
    dispatchers.set(key, dispatcher)
    const options = { ...init, dispatcher } as Parameters<typeof fetch>[1]
    return (await fetch(url, options)) as unknown as Response
  }
}

/**
 * Node's `fetch`, with proxies, and with more authorities when the server's is unknown to Node: then the request was not
 * sent, so it is sent again.
 */
export function createNodeFetch({ proxyFor, trust }: NodeFetchDeps): FetchLike {
  const undiciFetch = createUndiciFetch()
  /** undici from npm changes what Node's own `fetch` uses, so that is used only before it. */
  let isLoaded = false

  const send = async (url: string, init: RequestInit | undefined, trusted: SecureContext | null) => {
    const proxy = await proxyFor(url)
    if (proxy === null && trusted === null && !isLoaded) return globalThis.fetch(url, init)
    isLoaded = true
    return undiciFetch(url, init, proxy, trusted)
  }

  return async (url, init) => {
    const trusted = trust.current()
    try {
      return await send(url, init, trusted)
    } catch (error) {
      const isUnknown = connectionProblem(error) === 'certificateUntrusted'
      if (!isUnknown || !(await trust.widen(trusted))) throw error
      return send(url, init, trust.current())
    }
  }
}

/**
 * For a server that another `fetch` did not trust: a `fetch` that trusts only the authorities in the user's CA file. It
 * resolves with null without such a file.
 */
export function createCaFileFetch(
  proxyFor: NodeFetchDeps['proxyFor'],
  caFile: () => string | null,
): (...request: Parameters<FetchLike>) => Promise<Response | null> {
  const undiciFetch = createUndiciFetch()
  return async (url, init) => {
    const path = caFile()
    const trusted = path === null ? null : await trustOnly(path)
    return trusted === null ? null : undiciFetch(url, init, await proxyFor(url), trusted)
  }
}
