import * as z from 'zod'
import type { ServerDiscovery } from '../../core/ports.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import { shownUrl } from '../../shared/safe-url.ts'
import { isScope, maxScopes } from '../../shared/scopes.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { assertAllowedBy } from './assert-endpoint-allowed.ts'
import { fetchChallenge, type Challenge } from './challenge.ts'
import { findAuthorizationServer } from './find-authorization-server.ts'
import { findResource } from './find-resource.ts'
import { registerClient } from './register-client.ts'

/** The app's loopback callback with the server's name in it: RFC 9700 section 4.4.2.2. */
function redirectUriFor(issuer: string): string {
  const name = new URL(issuer).hostname.replace(/[^\w.-]/g, '')
  return `http://localhost:8080/callback/${name}`
}

/** A member of the wrong type counts as missing. */
const text = z.string().trim().min(1).optional().catch(undefined)
const list = z.array(z.unknown()).optional().catch(undefined)

/** What we use of the metadata. oauth4webapi only checks that `issuer` and `resource` are the right ones. */
const serverSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: text,
  token_endpoint: text,
  registration_endpoint: text,
  scopes_supported: list,
  code_challenge_methods_supported: list,
  authorization_response_iss_parameter_supported: z.unknown().optional(),
})
const resourceSchema = z.object({ resource: z.string(), authorization_servers: list, scopes_supported: list })

type AuthorizationServer = z.infer<typeof serverSchema>
type Resource = z.infer<typeof resourceSchema>

/**
 * The scopes the server asks for, or else all it supports, plus the scope for a refresh token if there is one. None, so
 * that the server decides, if there are too many to ask for.
 */
function chooseScopes(
  challenge: Challenge,
  resource: Resource | null,
  server: AuthorizationServer,
): string[] {
  const wanted: readonly unknown[] = challenge.scopes ?? resource?.scopes_supported ?? []
  const offline = server.scopes_supported?.includes('offline_access') === true ? ['offline_access'] : []
  const scopes = [...wanted, ...offline].filter((scope) => typeof scope === 'string').filter(isScope)
  const chosen = [...new Set(scopes)]
  return chosen.length > maxScopes ? [] : chosen
}

/** An endpoint as it will be requested. */
function toEndpoint(serverUrl: string, label: string, endpoint: string): string {
  assertAllowedBy(serverUrl, label, endpoint)
  return new URL(endpoint).href
}

/** The endpoints a sign-in needs. Throws `serverMetadataMissing`, `endpointNotSafe`, or `pkceNotSupported`. */
function toEndpoints(url: string, server: AuthorizationServer) {
  const {
    authorization_endpoint: authorize,
    token_endpoint: token,
    registration_endpoint: registration,
  } = server
  if (authorize === undefined || token === undefined)
    throw new AppError('serverMetadataMissing', `${shownUrl(server.issuer)} has no authorize or token URL`)
  const endpoints = {
    authorizeUrl: toEndpoint(url, 'authorize URL', authorize),
    tokenUrl: toEndpoint(url, 'token URL', token),
    registrationUrl: registration === undefined ? null : toEndpoint(url, 'registration URL', registration),
  }
  // not advertised means not supported: MCP specification, "Authorization Code Protection"
  if (server.code_challenge_methods_supported?.includes('S256') !== true)
    throw new AppError('pkceNotSupported', shownUrl(server.issuer))
  return endpoints
}

/**
 * Discovery as in the MCP specification ("Authorization"). Only the given URL is trusted, and metadata counts only if
 * it belongs to that server, uses https, and supports PKCE. A server without RFC 9728 metadata is its own authorization
 * server.
 */
export function createServerDiscovery(fetch: FetchLike): ServerDiscovery {
  const discover = async (url: string): Promise<DiscoveredServer> => {
    const challenge = await fetchChallenge(fetch, url)
    const found = await findResource(fetch, url, challenge.metadataUrl)
    const resource = found === null ? null : resourceSchema.parse(found)
    if (resource !== null) assertAllowedBy(url, 'resource', resource.resource)
    const issuer = resource?.authorization_servers?.[0] ?? new URL(url).origin
    if (typeof issuer !== 'string' || !URL.canParse(issuer))
      throw new AppError('serverMetadataMissing', 'its authorization server is not a valid URL')
    assertAllowedBy(url, 'authorization server', issuer)
    const metadata = await findAuthorizationServer(fetch, issuer)
    if (metadata === null) {
      if (challenge.isOpen && resource === null) throw new AppError('signInNotNeeded')
      throw new AppError('serverMetadataMissing', shownUrl(issuer))
    }
    const server = serverSchema.parse(metadata)
    assertAllowedBy(url, 'issuer', server.issuer)
    return {
      url,
      resource: resource?.resource ?? null,
      issuer: server.issuer,
      ...toEndpoints(url, server),
      sendsIssuer: server.authorization_response_iss_parameter_supported === true,
      scopes: chooseScopes(challenge, resource, server),
      redirectUri: redirectUriFor(server.issuer),
    }
  }

  return { discover, register: (server, options) => registerClient(fetch, server, options) }
}
