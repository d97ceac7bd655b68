import { limitFetch, type FetchLike } from '../adapters/http/limited-fetch.ts'
import type { ProxyUse } from '../adapters/http/proxy-use.ts'
import { appSession } from './app-session.ts'

/**
 * Chromium's network stack, because corporate networks need its proxy settings and trust store; in memory, without
 * cookies or cache.
 */
export function createAppFetch(): FetchLike {
  return limitFetch((url, init) => appSession().fetch(url, { ...init, bypassCustomProtocolHandlers: true }))
}

/** The proxy that Chromium chooses for a URL, of the system's settings or its PAC script. */
export async function appProxyFor(url: string): Promise<ProxyUse> {
  const [first = 'DIRECT'] = (await appSession().resolveProxy(url)).split(';')
  return { used: first.trim() === 'DIRECT' ? null : first.trim(), ignored: null }
}
