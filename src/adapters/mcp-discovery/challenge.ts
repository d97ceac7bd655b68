import * as oauth from 'oauth4webapi'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/protocols.ts'
import { endSession, initializeRequest } from './mcp-session.ts'

/** How a server responds to a request without a token. RFC 6750 section 3, RFC 9728 section 5.1. */
export interface Challenge {
  /** Whether it served the request anyway. */
  readonly isOpen: boolean
  /** The URL of its metadata; null for the well-known URL. */
  readonly metadataUrl: string | null
  /** The scopes it asks for; null if it does not say. */
  readonly scopes: readonly string[] | null
}

/** oauth4webapi requires a token, but we have none yet, so remove the header. */
function withoutToken(fetch: FetchLike): FetchLike {
  return (url, init = {}) => {
    const headers = new Headers(init.headers)
    headers.delete('authorization')
    return fetch(url, { ...init, headers })
  }
}

/** Sends a request without a token. Rejects with an `AppError` if the server can't be reached. */
export async function fetchChallenge(fetch: FetchLike, url: string): Promise<Challenge> {
  const { headers, body } = initializeRequest
  const options = requestOptions(withoutToken(fetch))
  try {
    const answer = await oauth.protectedResourceRequest(
      'none',
      'POST',
      new URL(url),
      new Headers(headers),
      body,
      options,
    )
    if (answer.ok) void endSession(fetch, url, answer, {})
    return { isOpen: answer.ok, metadataUrl: null, scopes: null }
  } catch (error) {
    if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error
    const bearer = error.cause.find(({ scheme }) => scheme === 'bearer')?.parameters
    const scopes = bearer?.scope?.split(' ').filter((scope) => scope !== '')
    return { isOpen: false, metadataUrl: bearer?.['resource_metadata'] ?? null, scopes: scopes ?? null }
  }
}
