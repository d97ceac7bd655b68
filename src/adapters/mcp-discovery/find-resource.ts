import * as oauth from 'oauth4webapi'
import { AppError } from '../../shared/error-codes.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/protocols.ts'
import { assertAllowedBy } from './assert-endpoint-allowed.ts'
import { findMetadata, type MetadataSource } from './fetch-metadata.ts'

/**
 * The server's URL and each parent path: servers use any of them as their resource, and the official MCP client allows
 * that.
 */
function listCandidates(serverUrl: URL): URL[] {
  const parts = serverUrl.pathname.split('/').filter((part) => part !== '')
  const paths = parts.flatMap((_, index) => {
    const path = `/${parts.slice(0, parts.length - index).join('/')}`
    return [path, `${path}/`]
  })
  const names = [serverUrl.href, ...[...paths, '/'].map((path) => new URL(path, serverUrl.origin).href)]
  return [...new Set(names)].map((name) => new URL(name))
}

const isMismatch = (error: unknown) =>
  error instanceof oauth.OperationProcessingError && error.code === oauth.JSON_ATTRIBUTE_COMPARISON

async function processAsAny(names: readonly URL[], response: Response): Promise<oauth.ResourceServer> {
  let mismatch: unknown
  for (const name of names) {
    try {
      return await oauth.processResourceDiscoveryResponse(name, response.clone())
    } catch (error) {
      if (!isMismatch(error)) throw error
      mismatch = error
    }
  }
  throw mismatch
}

/**
 * The metadata of a protected resource (RFC 9728), from the URLs the server names or its well-known URLs; null if there
 * is none. Rejects with `resourceMismatch`, `endpointNotSafe`, `serverMetadataMissing` (it requires DPoP), or an error
 * that says why the server can't be reached.
 */
export async function findResource(
  fetch: FetchLike,
  url: string,
  metadataUrls: readonly string[],
): Promise<oauth.ResourceServer | null> {
  const server = new URL(url)
  const options = requestOptions(fetch)
  const names = listCandidates(server)
  const process = (response: Response) => processAsAny(names, response)
  const wellKnown = (name: URL): MetadataSource<oauth.ResourceServer> => ({
    request: () => oauth.resourceDiscoveryRequest(name, options),
    process,
  })
  for (const metadataUrl of metadataUrls) assertAllowedBy(url, 'metadata', metadataUrl)
  const named = metadataUrls.map((metadataUrl): MetadataSource<oauth.ResourceServer> => ({
    request: () => fetch(metadataUrl, { headers: { accept: 'application/json' } }),
    process,
  }))
  const atRoot = new URL(server.origin)
  const sources = [...named, wellKnown(server), ...(server.pathname === '/' ? [] : [wellKnown(atRoot)])]
  const found = await findMetadata(sources, 'resourceMismatch')
  if (found !== null && found.dpop_bound_access_tokens_required === true)
    throw new AppError('serverMetadataMissing', 'the server requires DPoP, which this app does not support')
  return found
}
