import * as oauth from 'oauth4webapi'
import * as z from 'zod'
import type { RegisteredClient } from '../../core/ports.ts'
import type { TokenAuth } from '../../shared/account-kinds.ts'
import { accountFormSchema } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/protocols.ts'

/** RFC 6749 appendix A.1 and A.2. */
const printable = z.string().regex(/^[\x20-\x7e]+$/)

/** What we use of a registration response (RFC 7591 section 3.2.1). Only the client ID must be valid. */
const responseSchema = z.object({
  client_id: z.string(),
  client_secret: printable.max(4096).nullable().catch(null),
  /** Seconds since 1970; 0: never. */
  client_secret_expires_at: z.coerce.number().positive().nullable().catch(null),
  token_endpoint_auth_method: z.string().nullable().catch(null),
})

/** `registrationRefused`, with the server's error code, if it has a usable one, and HTTP status as detail. */
function toRefusal(status: number, body: string): AppError {
  const { error } = z.object({ error: z.string() }).catch({ error: '' }).parse(parseJson(body))
  const detail = /^[\w.-]{1,60}$/.test(error) ? error : 'unusable response'
  return new AppError('registrationRefused', `${detail}, HTTP ${status}`)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** How a client with a secret identifies itself: as the response says, else as the server's metadata says. */
function chooseTokenAuth(method: string | null, server: DiscoveredServer): TokenAuth {
  switch (method) {
    case 'client_secret_post':
    case 'client_secret_basic':
      return method
    case null:
    case 'none':
      return server.tokenAuth
    default:
      throw new AppError(
        'registrationRefused',
        'it requires a client authentication method that this app does not support',
      )
  }
}

function assertUsable(clientId: string): void {
  // what we can store
  const isStorable = accountFormSchema.shape.clientId.safeParse(clientId).data === clientId
  if (isStorable && printable.safeParse(clientId).success) return
  throw new AppError(
    'registrationRefused',
    'its client ID is too long or has characters that are not allowed',
  )
}

/**
 * Registers this app (RFC 7591), as a public client if the server accepts those, with the scopes it will ask for: some
 * servers grant no others. Rejects with `registrationNotOffered`, with `registrationRefused` (also if the server insists on
 * a kind of client we don't support), or with an error that says why the server can't be reached.
 */
export async function registerClient(
  fetch: FetchLike,
  server: DiscoveredServer,
  { redirectUri, scopes }: { readonly redirectUri: string; readonly scopes: readonly string[] },
): Promise<RegisteredClient> {
  if (server.registrationUrl === null) throw new AppError('registrationNotOffered')
  const answer = await oauth.dynamicClientRegistrationRequest(
    { issuer: server.issuer, registration_endpoint: server.registrationUrl },
    {
      client_name: 'Jira Token Tray',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: server.takesPublicClients ? 'none' : server.tokenAuth,
      // RFC 8252 section 8.4; OpenID Connect Dynamic Client Registration section 2
      application_type: 'native',
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    },
    requestOptions(fetch),
  )
  if (answer.status >= 500) throw new AppError('providerFailed', `HTTP ${answer.status}`)
  const body = await answer.text()
  const { data } = responseSchema.safeParse({ ...blankResponse, ...(parseJson(body) as object | null) })
  if (!answer.ok || data === undefined) throw toRefusal(answer.status, body)
  assertUsable(data.client_id)
  const { client_secret: clientSecret, client_secret_expires_at: expiresAtSec } = data
  const { token_endpoint_auth_method: method } = data
  // some only repeat what was requested, and want the secret nevertheless
  const isPublic = clientSecret === null || (method === 'none' && server.takesPublicClients)
  return {
    clientId: data.client_id,
    clientSecret: isPublic ? null : clientSecret,
    tokenAuth: chooseTokenAuth(method, server),
    registration: {
      redirectUri,
      scopes: [...scopes],
      secretExpiresAtMs: isPublic || expiresAtSec === null ? null : expiresAtSec * 1000,
    },
  }
}

const blankResponse = {
  client_secret: null,
  client_secret_expires_at: null,
  token_endpoint_auth_method: null,
}
