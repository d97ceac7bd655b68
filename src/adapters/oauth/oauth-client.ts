import * as oauth from 'oauth4webapi'
import type { AccountForm } from '../../shared/account.ts'
import { AppError, type ErrorCode } from '../../shared/error-codes.ts'
import type { ExchangeOutcome, GrantOutcome, OAuthClient, SignInRequest } from '../../core/ports.ts'
import { ConnectionError, type FetchLike } from '../http/limited-fetch.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import { parseGrant, toRefusal } from './token-response.ts'
import { protocols, requestOptions } from './protocols.ts'

function toAuthorizationServer(account: AccountForm): oauth.AuthorizationServer {
  return {
    issuer: account.issuer ?? new URL(account.authorizeUrl).origin,
    authorization_response_iss_parameter_supported: account.sendsIssuer,
    authorization_endpoint: account.authorizeUrl,
    token_endpoint: account.tokenUrl,
  }
}

/** Public clients have no secret: RFC 6749 section 2.1. */
function toClientAuth(clientSecret: string | null): oauth.ClientAuth {
  return clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret)
}

function transient(code: ErrorCode, maybeHonoured: boolean, waitMs = 0): GrantOutcome {
  return { kind: 'transient', code, maybeHonoured, retryAfterMs: waitMs }
}

function toFailureOutcome(error: unknown): GrantOutcome {
  if (error instanceof ConnectionError) return transient('offline', error.maybeSent)
  if (error instanceof AppError) return transient(error.code, true)
  return transient('badAnswer', true)
}

function parseErrorCode(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown }
    return typeof error === 'string' ? error : ''
  } catch {
    return ''
  }
}

async function readOutcome(response: Response): Promise<GrantOutcome> {
  const body = await response.text()
  if (response.ok) {
    const grant = parseGrant(body)
    return grant === null ? transient('badAnswer', true) : { kind: 'granted', grant }
  }
  const refusal = toRefusal(response.status, parseErrorCode(body))
  if (refusal !== null) return refusal
  const waitMs = retryAfterMs(response.headers, Date.now())
  if (response.status === 429) return transient('rateLimited', false, waitMs)
  if (response.status >= 500) return transient('providerFailed', true, waitMs)
  return transient('badAnswer', false, waitMs)
}

/** Whether the redirect comes from the account's authorization server: RFC 9207 section 2.4. */
function isFromIssuer({ issuer, sendsIssuer }: AccountForm, answer: URL): boolean {
  const named = answer.searchParams.get('iss')
  return issuer === null || named === issuer || (named === null && !sendsIssuer)
}

/** Why the redirect contains no usable code. */
function toRedirectError(error: unknown, account: AccountForm, answer: URL): ErrorCode {
  if (!isFromIssuer(account, answer)) return 'wrongIssuer'
  if (!(error instanceof oauth.AuthorizationResponseError)) return 'wrongState'
  return error.error === 'access_denied' ? 'consentDenied' : 'requestRefused'
}

/**
 * An OAuth 2.0 client with PKCE (RFC 7636) that sends the client secret, if any, in the body. `protocols.ts` has what
 * each kind of account adds. oauth4webapi builds the requests and checks redirects. Responses are read leniently
 * (`parseGrant`), because a refresh token was spent to get them.
 */
export function createOAuthClient(fetch: FetchLike): OAuthClient {
  const grant = async (request: () => Promise<Response>): Promise<GrantOutcome> => {
    try {
      return await readOutcome(await request())
    } catch (error) {
      return toFailureOutcome(error)
    }
  }

  const begin = async (account: AccountForm): Promise<SignInRequest> => {
    const state = oauth.generateRandomState()
    const codeVerifier = oauth.generateRandomCodeVerifier()
    const url = new URL(account.authorizeUrl)
    const params = {
      ...protocols[account.kind].authorize(account),
      client_id: account.clientId,
      // RFC 6749 section 3.3: it must not be empty; without it the server decides
      ...(account.scopes.length > 0 && { scope: account.scopes.join(' ') }),
      redirect_uri: account.redirectUri,
      state,
      response_type: 'code',
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
    return { url: url.href, state, codeVerifier }
  }

  const exchange: OAuthClient['exchange'] = async (account, clientSecret, redirectedTo, request, signal) => {
    const server = toAuthorizationServer(account)
    const client = { client_id: account.clientId }
    const answer = new URL(redirectedTo)
    // without a known issuer there is nothing to compare it with (RFC 9207 section 2.4)
    if (account.issuer === null) answer.searchParams.delete('iss')
    let params: URLSearchParams
    try {
      params = oauth.validateAuthResponse(server, client, answer, request.state)
    } catch (error) {
      return { kind: 'failed', code: toRedirectError(error, account, answer) }
    }
    const outcome = await grant(() =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        toClientAuth(clientSecret),
        params,
        account.redirectUri,
        request.codeVerifier,
        {
          ...requestOptions(fetch, signal),
          additionalParameters: protocols[account.kind].exchange(account),
        },
      ),
    )
    if (outcome.kind === 'granted') return outcome
    return {
      kind: 'failed',
      code: outcome.code === 'refreshTokenRefused' ? 'codeRefused' : outcome.code,
    } satisfies ExchangeOutcome
  }

  const refresh: OAuthClient['refresh'] = (account, clientSecret, refreshToken, signal) =>
    grant(() =>
      oauth.refreshTokenGrantRequest(
        toAuthorizationServer(account),
        { client_id: account.clientId },
        toClientAuth(clientSecret),
        refreshToken,
        {
          ...requestOptions(fetch, signal),
          additionalParameters: protocols[account.kind].refresh(account),
        },
      ),
    )

  return { begin, exchange, refresh }
}
