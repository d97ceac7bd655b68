import { limitFetch, type FetchLike } from '../adapters/http/limited-fetch.ts'
import { appSession } from './app-session.ts'

/**
 * Chromium's network stack, because corporate networks need its proxy settings and trust store; in memory, without
 * cookies or cache.
 */
export function createAppFetch(): FetchLike {
  return limitFetch((url, init) => appSession().fetch(url, { ...init, bypassCustomProtocolHandlers: true }))
}
