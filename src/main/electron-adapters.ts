import { utilityProcess } from 'electron'
import Store from 'electron-store'
import { basename, dirname, join } from 'node:path'
import { limitFetch, wasRedirect, type FetchLike } from '../adapters/http/limited-fetch.ts'
import { createCaFileFetch } from '../adapters/http/node-fetch.ts'
import { readCertificateChain, type PresentedCertificate } from '../network/certificate-chain.ts'
import type { ProxyUse } from '../network/environment-proxy.ts'
import type { KeychainProcess } from '../adapters/keychain/restarting-keychain.ts'
import type { OpenStore } from '../adapters/settings/open-settings.ts'
import { connectionProblem } from '../shared/connection-problem.ts'
import { appSession, sendNoCertificates } from './app-session.ts'

/** Opens a JSON file with electron-store. No other program reads it. */
export const openElectronStore: OpenStore = (path) =>
  new Store({
    cwd: dirname(path),
    name: basename(path, '.json'),
    configFileMode: 0o600,
    clearInvalidConfig: false,
  })

/**
 * Chromium's network stack, because corporate networks need its proxy settings and trust store. In memory, without
 * cookies or cache. Servers that it does not trust are asked with Node's TLS if the user has chosen a CA file: Chromium
 * can't be given more authorities, and checking certificates on its behalf would be up to us.
 */
export function createAppFetch(caFile: () => string | null): FetchLike {
  const caFileFetch = createCaFileFetch(appProxyUrl, caFile)
  sendNoCertificates()
  /** Where the URLs that are being fetched redirect to: Electron's fetch does not say. */
  const redirects = new Map<string, { status: number; location: string } | null>()
  appSession().webRequest.onBeforeRedirect(({ url, redirectURL, statusCode }) => {
    if (redirects.has(url)) redirects.set(url, { status: statusCode, location: redirectURL })
  })
  return limitFetch(async (url, init) => {
    redirects.set(url, null)
    try {
      return await appSession().fetch(url, { ...init, bypassCustomProtocolHandlers: true })
    } catch (error) {
      if (connectionProblem(error) === 'certificateUntrusted') {
        const answer = await caFileFetch(url, init)
        if (answer !== null) return answer
      }
      const redirect = redirects.get(url) ?? null
      if (redirect === null || !(error instanceof Error && wasRedirect.test(error.message))) throw error
      return new Response(null, { status: redirect.status, headers: { location: redirect.location } })
    } finally {
      redirects.delete(url)
    }
  })
}

/** `DIRECT`, or the kind and host of the proxy that Chromium chooses: `PROXY proxy.example:3128`. */
async function resolveProxy(url: string): Promise<string> {
  const [first = 'DIRECT'] = (await appSession().resolveProxy(url)).split(';')
  return first.trim()
}

/** The proxy that Chromium chooses for a URL, from the system's settings or its PAC script. */
export async function appProxyFor(url: string): Promise<ProxyUse> {
  const proxy = await resolveProxy(url)
  return { used: proxy === 'DIRECT' ? null : proxy, ignored: null }
}

/** The same proxy for Node. Rejects if it is one that Node does not have, such as SOCKS. */
async function appProxyUrl(url: string): Promise<URL | null> {
  const [kind = '', host = ''] = (await resolveProxy(url)).split(/\s+/)
  if (kind === 'DIRECT') return null
  if (kind !== 'PROXY' && kind !== 'HTTPS') throw new Error(`ERR_PROXY_CONNECTION_FAILED: ${kind} ${host}`)
  return new URL(`${kind === 'PROXY' ? 'http' : 'https'}://${host}`)
}

/** The certificates that a server presents. */
export async function appCertificatesOf(url: string): Promise<readonly PresentedCertificate[]> {
  return readCertificateChain(url, await appProxyUrl(url))
}

/** Starts an Electron process that uses the keychain for us. */
export function startKeychainProcess(outFolder: string): KeychainProcess {
  const child = utilityProcess.fork(join(outFolder, 'main', 'keychain-process.js'), [], {
    serviceName: 'Jira Token Tray keychain',
    stdio: 'ignore',
  })
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin: only windows do
    send: (request) => child.postMessage(request),
    onReply: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => child.kill(),
  }
}
