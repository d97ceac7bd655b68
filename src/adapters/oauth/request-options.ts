import * as oauth from 'oauth4webapi'
import type { FetchLike } from '../http/limited-fetch.ts'

/** Options for oauth4webapi. URLs are checked when they are entered or discovered, so http is only ever loopback. */
export function requestOptions(fetch: FetchLike, signal?: AbortSignal) {
  return {
    // its type for `init` differs per request
    [oauth.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit),
    [oauth.allowInsecureRequests]: true,
    ...(signal !== undefined && { signal }),
  }
}
