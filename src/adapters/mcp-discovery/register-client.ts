import * as oauth from 'oauth4webapi'
import type { RegisteredClient } from '../../core/ports.ts'
import { accountFormSchema } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/protocols.ts'

/** An error from the registration as `registrationRefused`, with the server's error code and HTTP status as detail. */
function toRegistrationError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const named = error instanceof oauth.ResponseBodyError ? error.error : null
  const status = error instanceof oauth.ResponseBodyError ? error.status : null
  const detail = named !== null && /^[\w.-]{1,60}$/.test(named) ? named : 'unusable response'
  return new AppError('registrationRefused', status === null ? detail : `${detail}, HTTP ${status}`)
}

/**
 * Registers this app as a public client (RFC 7591). Rejects with `registrationNotOffered`, with `registrationRefused`
 * (also if the server insists on a kind of client we don't support), or with an error that says why the server can't be
 * reached.
 */
export async function registerClient(
  fetch: FetchLike,
  server: DiscoveredServer,
  { redirectUri }: { readonly redirectUri: string },
): Promise<RegisteredClient> {
  if (server.registrationUrl === null) throw new AppError('registrationNotOffered')
  const metadata = {
    client_name: 'Jira Token Tray',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    // RFC 8252 section 8.4; OpenID Connect Dynamic Client Registration section 2
    application_type: 'native',
  }
  let client: oauth.OmitSymbolProperties<oauth.Client>
  try {
    const { issuer, registrationUrl } = server
    const answer = await oauth.dynamicClientRegistrationRequest(
      { issuer, registration_endpoint: registrationUrl },
      metadata,
      requestOptions(fetch),
    )
    if (answer.status >= 500) throw new AppError('providerFailed', `HTTP ${answer.status}`)
    client = await oauth.processDynamicClientRegistrationResponse(answer)
  } catch (error) {
    throw toRegistrationError(error)
  }
  const { client_id: clientId, client_secret: clientSecret } = client
  // RFC 6749 appendix A.1, and what we can store
  if (
    !/^[\x20-\x7e]+$/.test(clientId) ||
    accountFormSchema.shape.clientId.safeParse(clientId).data !== clientId
  )
    throw new AppError(
      'registrationRefused',
      'its client ID is too long or has characters that are not allowed',
    )
  const method = client.token_endpoint_auth_method ?? 'none'
  if (method === 'none') return { clientId, clientSecret: null }
  if (method === 'client_secret_post' && typeof clientSecret === 'string') return { clientId, clientSecret }
  throw new AppError(
    'registrationRefused',
    'it requires a client authentication method that this app does not support',
  )
}
