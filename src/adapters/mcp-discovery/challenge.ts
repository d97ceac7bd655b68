import * as oauth from 'oauth4webapi'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/request-options.ts'
import { endSession, initializeRequest } from './mcp-session.ts'

/** What a server says to somebody without a token. RFC 6750 section 3, RFC 9728 section 5.1. */
export interface Challenge {
  /** Whether it served the request all the same. */
  readonly isOpen: boolean
  /** Where its metadata is; null: at the well-known place. */
  readonly metadataUrl: string | null
  /** The scopes that it asks for; null: it does not say. */
  readonly scopes: readonly string[] | null
}

/** oauth4webapi asks for a token, and there is none yet. */
function withoutToken(fetch: FetchLike): FetchLike {
  return (url, init = {}) => {
    const headers = new Headers(init.headers)
    headers.delete('authorization')
    return fetch(url, { ...init, headers })
  }
}

/** Knocks without a token. Rejects with an `AppError` when the server can't be reached. */
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
