import { isAboutScopes } from '../../shared/scopes.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { assertManager } from './check-options.ts'
import { isStream } from './is-stream.ts'
import type { TokenManager } from './token-manager.ts'

type Fetch = typeof globalThis.fetch

function withToken(request: Request, accessToken: string): Request {
  const headers = new Headers(request.headers)
  headers.set('authorization', `Bearer ${accessToken}`)
  return new Request(request, { headers })
}

/**
 * A `fetch` that adds a valid token. After a 401 that is not about scopes, it replaces the refused token and repeats the
 * request once, unless the body is a stream: then the 401 is the answer. Rejects with a TypeError for URLs that are
 * neither https nor on this machine (RFC 6750 section 5.3). Throws an `OwnerError` for anything but a manager.
 */
export function createFetch(manager: TokenManager, fetch: Fetch = globalThis.fetch): Fetch {
  assertManager('createFetch', manager)
  return async (input, init) => {
    const request = new Request(input, init)
    if (!isSafeUrl(request.url.split('#', 1)[0] ?? ''))
      throw new TypeError(`Refusing to send a token to ${new URL(request.url).origin}: it is not https.`)
    // not for a stream: a clone would keep everything that is read in memory
    const again = isStream(init?.body) ? null : request.clone()
    const token = await manager.ensureValidToken()
    const response = await fetch(withToken(request, token.accessToken))
    if (response.status !== 401) return response
    const body = await response.clone().text()
    if (isAboutScopes(body, response.headers.get('www-authenticate'))) return response
    const fresh = await manager.replaceRefusedToken(token.tokenId).catch(() => null)
    return fresh === null || again === null ? response : fetch(withToken(again, fresh.accessToken))
  }
}
