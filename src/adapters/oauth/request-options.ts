import * as oauth from 'oauth4webapi'
import type { FetchLike } from '../http/limited-fetch.ts'

/** How oauth4webapi sends. URLs are checked where they are entered or found: http is for loopback only. */
export function requestOptions(fetch: FetchLike, signal?: AbortSignal) {
  return {
    // it types what it sends in another way for each request
    [oauth.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit),
    [oauth.allowInsecureRequests]: true,
    ...(signal !== undefined && { signal }),
  }
}
