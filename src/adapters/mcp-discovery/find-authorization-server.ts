import * as oauth from 'oauth4webapi'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/request-options.ts'
import { metadataAt, type MetadataPlace } from './fetch-metadata.ts'

/**
 * The metadata of an authorization server, at the places in the order of the MCP specification ("Authorization Server
 * Metadata Discovery"): RFC 8414, then OpenID Connect Discovery in the manner of RFC 8414 and in its own; null when there
 * is none. Rejects with `issuerMismatch`, or because the server can't be reached.
 */
export async function findAuthorizationServer(
  fetch: FetchLike,
  issuer: string,
): Promise<oauth.AuthorizationServer | null> {
  const name = new URL(issuer)
  const options = requestOptions(fetch)
  const process = (response: Response) => oauth.processDiscoveryResponse(name, response)
  const at = (algorithm: 'oauth2' | 'oidc'): MetadataPlace<oauth.AuthorizationServer> => ({
    request: () => oauth.discoveryRequest(name, { ...options, algorithm }),
    process,
  })
  const path = name.pathname.replace(/\/$/, '')
  const between: MetadataPlace<oauth.AuthorizationServer> = {
    request: () =>
      fetch(`${name.origin}/.well-known/openid-configuration${path}`, {
        headers: { accept: 'application/json' },
      }),
    process,
  }
  return metadataAt([at('oauth2'), ...(path === '' ? [] : [between]), at('oidc')], 'issuerMismatch')
}
