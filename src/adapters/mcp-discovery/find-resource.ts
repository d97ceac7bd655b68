import * as oauth from 'oauth4webapi'
import { AppError } from '../../shared/error-codes.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { requestOptions } from '../oauth/request-options.ts'
import { assertAllowedBy } from './assert-endpoint-allowed.ts'
import { metadataAt, type MetadataPlace } from './fetch-metadata.ts'

/** The server, and each path above it: servers name either as their resource, as the official MCP client allows. */
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

async function processAs(names: readonly URL[], response: Response): Promise<oauth.ResourceServer> {
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
 * The metadata of a protected resource (RFC 9728), where the server says or at its well-known places; null when there is
 * none. Rejects with `resourceMismatch`, `endpointNotSafe`, or because the server can't be reached.
 */
export async function findResource(
  fetch: FetchLike,
  url: string,
  metadataUrl: string | null,
): Promise<oauth.ResourceServer | null> {
  const server = new URL(url)
  const options = requestOptions(fetch)
  const names = listCandidates(server)
  const process = (response: Response) => processAs(names, response)
  const wellKnown = (name: URL): MetadataPlace<oauth.ResourceServer> => ({
    request: () => oauth.resourceDiscoveryRequest(name, options),
    process,
  })
  if (metadataUrl !== null) assertAllowedBy(url, 'metadata', metadataUrl)
  const named: MetadataPlace<oauth.ResourceServer>[] =
    metadataUrl === null
      ? []
      : [
          {
            request: () => fetch(metadataUrl, { headers: { accept: 'application/json' } }),
            process,
          },
        ]
  const atRoot = new URL(server.origin)
  const places = [...named, wellKnown(server), ...(server.pathname === '/' ? [] : [wellKnown(atRoot)])]
  const found = await metadataAt(places, 'resourceMismatch')
  if (found !== null && found.dpop_bound_access_tokens_required === true)
    throw new AppError('serverMetadataMissing', 'the server wants DPoP, which this app does not speak')
  return found
}
