import * as oauth from 'oauth4webapi'
import type { AccountForm } from '../../shared/account.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { ExchangeOutcome, GrantOutcome, OAuthClient, SignInRequest } from '../../core/ports.ts'
import { maybeSent, type FetchLike } from '../http/limited-fetch.ts'
import { retryAfterMs } from '../../shared/retry-after.ts'
import { protocols, requestOptions } from './protocols.ts'
import { answerWords, parseProviderError, providerWords, toRefusal, type Offered } from './refusal.ts'
import { parseGrant } from './token-response.ts'
import { withoutRefusedParameters } from './without-refused-parameters.ts'

function toAuthorizationServer(account: AccountForm): oauth.AuthorizationServer {
  return {
    issuer: account.issuer ?? new URL(account.authorizeUrl).origin,
    authorization_response_iss_parameter_supported: account.sendsIssuer,
    authorization_endpoint: account.authorizeUrl,
    token_endpoint: account.tokenUrl,
  }
}

const formEncode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)

/**
 * RFC 6749 section 2.3.1. oauth4webapi's own also encodes hyphens and dots, which that encoding leaves alone: servers that
 * don't decode, and there are many, would not know the client.
 */
const clientSecretBasic =
  (clientSecret: string): oauth.ClientAuth =>
  (_server, { client_id: clientId }, _body, headers) => {
    headers.set('authorization', `Basic ${btoa(`${formEncode(clientId)}:${formEncode(clientSecret)}`)}`)
  }

/** Public clients have no secret: RFC 6749 section 2.1. */
function toClientAuth({ tokenAuth }: AccountForm, clientSecret: string | null): oauth.ClientAuth {
  if (clientSecret === null) return oauth.None()
  return tokenAuth === 'client_secret_basic'
    ? clientSecretBasic(clientSecret)
    : oauth.ClientSecretPost(clientSecret)
}

/** What a grant is asked for with; the `secrets` in it are kept out of texts. */
interface Offer {
  readonly by: Offered
  readonly secrets: readonly (string | null)[]
}

function transient(code: ErrorCode, maybeHonoured: boolean): GrantOutcome {
  return { kind: 'transient', code, maybeHonoured, retryAfterMs: 0 }
}

function toFailureOutcome(error: unknown): GrantOutcome {
  if (error instanceof AppError)
    return {
      ...transient(error.code, maybeSent(error)),
      ...(error.detail !== null && { detail: error.detail }),
    }
  return transient('badAnswer', true)
}

async function readOutcome(response: Response, { by, secrets }: Offer): Promise<GrantOutcome> {
  const body = await response.text()
  const { status, headers } = response
  const grant = response.ok ? parseGrant(body, headers.get('date')) : null
  if (grant !== null) return { kind: 'granted', grant }
  const said = parseProviderError(body)
  const known = secrets.filter((secret) => secret !== null)
  const detail = answerWords(status, body, said, known)
  const refusal = toRefusal(status, said, by)
  if (refusal !== null) return { ...refusal, detail }
  const retry = {
    kind: 'transient',
    retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.now()) ?? 0,
    detail,
  } as const
  if (status === 429) return { ...retry, code: 'rateLimited', maybeHonoured: false }
  if (status >= 500) return { ...retry, code: 'providerFailed', maybeHonoured: true }
  // a success that says what is wrong has granted nothing
  return { ...retry, code: 'badAnswer', maybeHonoured: response.ok && said.error === '' }
}

/** Whether the redirect comes from the account's authorization server: RFC 9207 section 2.4. */
function isFromIssuer({ issuer, sendsIssuer }: AccountForm, answer: URL): boolean {
  const named = answer.searchParams.get('iss')
  return issuer === null || named === issuer || (named === null && !sendsIssuer)
}

/** Why the redirect contains no usable code. */
function toRedirectFailure(error: unknown, account: AccountForm, answer: URL): ExchangeOutcome {
  if (!isFromIssuer(account, answer)) return { kind: 'failed', code: 'wrongIssuer' }
  if (!(error instanceof oauth.AuthorizationResponseError)) return { kind: 'failed', code: 'wrongState' }
  const said = { error: error.error, description: error.error_description ?? '' }
  const code = error.error === 'access_denied' ? 'consentDenied' : 'requestRefused'
  return { kind: 'failed', code, detail: providerWords(null, said, []) }
}

/**
 * An OAuth 2.0 client with PKCE (RFC 7636) that sends the client secret, if any, as the account says. `protocols.ts` has what
 * each kind of account adds. oauth4webapi builds the requests and checks redirects. Responses are read leniently
 * (`parseGrant`), because a refresh token was spent to get them.
 */
export function createOAuthClient(fetch: FetchLike): OAuthClient {
  const tokenFetch = withoutRefusedParameters(fetch)

  const grant = async (offer: Offer, request: () => Promise<Response>): Promise<GrantOutcome> => {
    try {
      return await readOutcome(await request(), offer)
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
      return toRedirectFailure(error, account, answer)
    }
    const secrets = [clientSecret, params.get('code'), request.codeVerifier, request.state]
    const outcome = await grant({ by: 'code', secrets }, () =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        toClientAuth(account, clientSecret),
        params,
        account.redirectUri,
        request.codeVerifier,
        {
          ...requestOptions(tokenFetch, signal),
          additionalParameters: protocols[account.kind].exchange(account),
        },
      ),
    )
    if (outcome.kind === 'granted') return outcome
    const { code, detail } = outcome
    return { kind: 'failed', code, ...(detail !== undefined && { detail }) } satisfies ExchangeOutcome
  }

  const requestWithSecret: OAuthClient['refresh'] = async (account, clientSecret, _, signal) => {
    const outcome = await grant({ by: 'clientCredentials', secrets: [clientSecret] }, () =>
      oauth.clientCredentialsGrantRequest(
        toAuthorizationServer(account),
        { client_id: account.clientId },
        toClientAuth(account, clientSecret),
        protocols[account.kind].refresh(account),
        // without the scopes it would be granted more than was asked for
        requestOptions(fetch, signal),
      ),
    )
    if (outcome.kind !== 'granted') return outcome
    // RFC 6749 section 4.4.3: there should be no refresh token, and one would only be another secret to lose
    const { refreshToken: _token, refreshLifetimeSec: _lifetime, ...kept } = outcome.grant
    return { kind: 'granted', grant: kept }
  }

  const refresh: OAuthClient['refresh'] = (account, clientSecret, refreshToken, signal) => {
    if (refreshToken === null) return requestWithSecret(account, clientSecret, refreshToken, signal)
    return grant({ by: 'refreshToken', secrets: [clientSecret, refreshToken] }, () =>
      oauth.refreshTokenGrantRequest(
        toAuthorizationServer(account),
        { client_id: account.clientId },
        toClientAuth(account, clientSecret),
        refreshToken,
        {
          ...requestOptions(tokenFetch, signal),
          additionalParameters: protocols[account.kind].refresh(account),
        },
      ),
    )
  }

  return { begin, exchange, refresh }
}
