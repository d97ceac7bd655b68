import { session } from 'electron'
import { limitFetch, type FetchLike } from '../adapters/http/limited-fetch.ts'

/**
 * Chromium's network stack, because corporate networks need its proxy settings and trust store; in a session of its
 * own, in memory, without cookies or cache.
 */
export function createAppFetch(): FetchLike {
  return limitFetch((url, init) =>
    session
      .fromPartition('http', { cache: false })
      .fetch(url, { ...init, bypassCustomProtocolHandlers: true }),
  )
}
