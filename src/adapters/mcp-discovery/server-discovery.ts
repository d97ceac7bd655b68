import * as oauth from 'oauth4webapi'
import type { ServerDiscovery } from '../../core/ports.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import { shownUrl } from '../../shared/safe-url.ts'
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

/** The scopes the server asks for, or else all it supports, plus the scope for a refresh token if there is one. */
function chooseScopes(
  challenge: Challenge,
  resource: oauth.ResourceServer | null,
  server: oauth.AuthorizationServer,
): string[] {
  const wanted = challenge.scopes ?? resource?.scopes_supported ?? []
  const offline = server.scopes_supported?.includes('offline_access') === true ? ['offline_access'] : []
  return [...new Set([...wanted, ...offline])]
}

/** The endpoints a sign-in needs. Throws `serverMetadataMissing`, `endpointNotSafe`, or `pkceNotSupported`. */
function toEndpoints(url: string, server: oauth.AuthorizationServer) {
  const { authorization_endpoint: authorizeUrl, token_endpoint: tokenUrl } = server
  const { registration_endpoint: registrationUrl = null } = server
  if (authorizeUrl === undefined || tokenUrl === undefined)
    throw new AppError('serverMetadataMissing', `${shownUrl(server.issuer)} has no authorize or token URL`)
  assertAllowedBy(url, 'authorize URL', authorizeUrl)
  assertAllowedBy(url, 'token URL', tokenUrl)
  if (registrationUrl !== null) assertAllowedBy(url, 'registration URL', registrationUrl)
  // not advertised means not supported: MCP specification, "Authorization Code Protection"
  if (server.code_challenge_methods_supported?.includes('S256') !== true)
    throw new AppError('pkceNotSupported', shownUrl(server.issuer))
  // as parsed: what the user is shown is what is used
  const parsed = (endpoint: string) => new URL(endpoint).href
  return {
    authorizeUrl: parsed(authorizeUrl),
    tokenUrl: parsed(tokenUrl),
    registrationUrl: registrationUrl === null ? null : parsed(registrationUrl),
  }
}

/**
 * Discovery as in the MCP specification ("Authorization"). Only the given URL is trusted, and metadata counts only if
 * it belongs to that server, uses https, and supports PKCE. A server without RFC 9728 metadata is its own authorization
 * server.
 */
export function createServerDiscovery(fetch: FetchLike): ServerDiscovery {
  const discover = async (url: string): Promise<DiscoveredServer> => {
    const challenge = await fetchChallenge(fetch, url)
    const resource = await findResource(fetch, url, challenge.metadataUrl)
    const issuer = resource?.authorization_servers?.[0] ?? new URL(url).origin
    if (!URL.canParse(issuer))
      throw new AppError('serverMetadataMissing', 'its authorization server is not a valid URL')
    assertAllowedBy(url, 'authorization server', issuer)
    const server = await findAuthorizationServer(fetch, issuer)
    if (server === null) {
      if (challenge.isOpen && resource === null) throw new AppError('signInNotNeeded')
      throw new AppError('serverMetadataMissing', shownUrl(issuer))
    }
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
