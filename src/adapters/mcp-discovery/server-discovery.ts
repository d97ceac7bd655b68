import * as z from 'zod'
import type { ServerDiscovery } from '../../core/ports.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import { isIssuerOf } from '../../shared/issuer.ts'
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
  token_endpoint_auth_methods_supported: list,
  authorization_response_iss_parameter_supported: z.unknown().optional(),
  client_id_metadata_document_supported: z.unknown().optional(),
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

/**
 * Google has no `offline_access`: it sends a refresh token only for these parameters. Other servers that can't be asked by
 * a scope ignore them (RFC 6749 section 3.1). Source: Google, "Using OAuth 2.0 for Web Server Applications".
 */
function withOfflineAccess(authorizeUrl: string, scopes: readonly unknown[] | undefined): string {
  if (scopes?.includes('openid') !== true || scopes.includes('offline_access')) return authorizeUrl
  const url = new URL(authorizeUrl)
  for (const [name, value] of Object.entries({ access_type: 'offline', prompt: 'consent' }))
    if (!url.searchParams.has(name)) url.searchParams.set(name, value)
  return url.href
}

/**
 * Whether PKCE with S256 is announced. Throws `pkceNotSupported` if only other methods are. The caller decides about a
 * server that doesn't mention PKCE: the MCP specification ("Authorization Code Protection") takes that as "not
 * supported", but Entra ID supports it.
 */
function announcesPkce({ issuer, code_challenge_methods_supported: methods }: AuthorizationServer): boolean {
  if (methods === undefined) return false
  if (methods.includes('S256')) return true
  throw new AppError('pkceNotSupported', shownUrl(issuer))
}

/** The endpoints a sign-in needs. Throws `serverMetadataMissing`, or `endpointNotSafe`. */
function toEndpoints(url: string, server: AuthorizationServer) {
  const {
    authorization_endpoint: authorize,
    token_endpoint: token,
    registration_endpoint: registration,
  } = server
  if (authorize === undefined || token === undefined)
    throw new AppError('serverMetadataMissing', `${shownUrl(server.issuer)} has no authorize or token URL`)
  return {
    authorizeUrl: withOfflineAccess(toEndpoint(url, 'authorize URL', authorize), server.scopes_supported),
    tokenUrl: toEndpoint(url, 'token URL', token),
    registrationUrl: registration === undefined ? null : toEndpoint(url, 'registration URL', registration),
  }
}

/** How clients identify themselves at the token endpoint. Without a list it is `client_secret_basic`: RFC 8414 section 2. */
function toClientTypes({ token_endpoint_auth_methods_supported: methods }: AuthorizationServer) {
  return {
    tokenAuth:
      methods?.includes('client_secret_post') === true ? 'client_secret_post' : 'client_secret_basic',
    takesPublicClients: methods?.includes('none') ?? true,
  } as const
}

/** How many authorization servers of one resource are tried. */
const maxServers = 5

interface Found {
  /** As the resource names it. */
  readonly place: string
  readonly server: AuthorizationServer
}

/** The first authorization server that has metadata; null: none has. Rejects if one can't be reached and none has. */
async function findFirst(fetch: FetchLike, url: string, places: readonly unknown[]): Promise<Found | null> {
  let problem: unknown = null
  for (const place of places.slice(0, maxServers)) {
    try {
      if (typeof place !== 'string' || !URL.canParse(place))
        throw new AppError('serverMetadataMissing', 'its authorization server is not a valid URL')
      assertAllowedBy(url, 'authorization server', place)
      const metadata = await findAuthorizationServer(fetch, place)
      if (metadata !== null) return { place, server: serverSchema.parse(metadata) }
    } catch (error) {
      problem ??= error
    }
  }
  if (problem !== null) throw problem
  return null
}

/**
 * Discovery as in the MCP specification ("Authorization"). Only the given URL is trusted: metadata counts only if it
 * belongs to that server and uses https, and an issuer of another origin needs the user's trust. A server without RFC 9728
 * metadata is its own authorization server. If one authorization server is down, the next one named is used.
 */
export function createServerDiscovery(fetch: FetchLike): ServerDiscovery {
  const discover = async (url: string): Promise<DiscoveredServer> => {
    const challenge = await fetchChallenge(fetch, url)
    const found = await findResource(fetch, url, challenge.metadataUrls)
    const resource = found === null ? null : resourceSchema.parse(found)
    if (resource !== null) assertAllowedBy(url, 'resource', resource.resource)
    const named = resource?.authorization_servers ?? []
    const places = named.length === 0 ? [new URL(url).origin] : named
    const first = await findFirst(fetch, url, places)
    if (first === null) {
      if (challenge.isOpen && resource === null) throw new AppError('signInNotNeeded')
      throw new AppError('serverMetadataMissing', shownUrl(String(places[0])))
    }
    const { place, server } = first
    assertAllowedBy(url, 'issuer', server.issuer)
    const endpoints = { issuer: server.issuer, ...toEndpoints(url, server) }
    return {
      url,
      resource: resource?.resource ?? null,
      ...endpoints,
      needsTrust: !isIssuerOf(place, endpoints),
      announcesPkce: announcesPkce(server),
      ...toClientTypes(server),
      takesClientUrls: server.client_id_metadata_document_supported === true,
      sendsIssuer: server.authorization_response_iss_parameter_supported === true,
      scopes: chooseScopes(challenge, resource, server),
      redirectUri: redirectUriFor(server.issuer),
    }
  }

  return { discover, register: (server, options) => registerClient(fetch, server, options) }
}
