import * as oauth from 'oauth4webapi'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/protocols.ts'
import { findMetadata, type MetadataSource } from './fetch-metadata.ts'

/**
 * The metadata of an authorization server; null if there is none. Tries the URLs in the order of the MCP specification
 * ("Authorization Server Metadata Discovery"): RFC 8414, then OpenID Connect Discovery with the path inserted and
 * appended. The metadata may name another issuer: the caller decides about that. Rejects with an error that says why the
 * server can't be reached.
 */
export async function findAuthorizationServer(
  fetch: FetchLike,
  issuer: string,
): Promise<oauth.AuthorizationServer | null> {
  const issuerUrl = new URL(issuer)
  const options = requestOptions(fetch)
  const process = async (response: Response) => {
    const { issuer: named } = (await response.clone().json()) as { issuer?: unknown }
    return oauth.processDiscoveryResponse(new URL(String(named)), response)
  }
  const at = (algorithm: 'oauth2' | 'oidc'): MetadataSource<oauth.AuthorizationServer> => ({
    request: () => oauth.discoveryRequest(issuerUrl, { ...options, algorithm }),
    process,
  })
  const path = issuerUrl.pathname.replace(/\/$/, '')
  const oidcInserted: MetadataSource<oauth.AuthorizationServer> = {
    request: () =>
      fetch(`${issuerUrl.origin}/.well-known/openid-configuration${path}`, {
        headers: { accept: 'application/json' },
      }),
    process,
  }
  return findMetadata([at('oauth2'), ...(path === '' ? [] : [oidcInserted]), at('oidc')], 'issuerMismatch')
}
