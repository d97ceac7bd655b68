import type { FetchLike } from '../http/limited-fetch.ts'
import { endSession, followOnOrigin, hasAnswer, initializeRequest, listToolsRequest } from './mcp-session.ts'

/** How a server responds to a request without a token. RFC 6750 section 3, RFC 9728 section 5.1. */
export interface Challenge {
  /** Whether it served the request anyway. */
  readonly isOpen: boolean
  /** The URLs of its metadata that it names; empty: the well-known URLs. */
  readonly metadataUrls: readonly string[]
  /** The scopes it asks for; null if it does not say. */
  readonly scopes: readonly string[] | null
}

interface AuthChallenge {
  readonly scheme: string
  readonly params: readonly (readonly [name: string, value: string])[]
}

/** `name=value`, quoted as in RFC 9110 section 11.2, or as servers do: in single quotes, or a URL without quotes. */
const paramPattern = /([\w!#$%&*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,"']+))(?=[\s,]|$)/y

/** A scheme, or anything else up to the next comma or blank, such as the token of `Negotiate`. */
const wordPattern = /[^\s,]+/y

/** The challenges in a `WWW-Authenticate` header, with all that can be understood. */
function parseChallenges(header: string): AuthChallenge[] {
  const found: { scheme: string; params: [string, string][] }[] = []
  for (let at = 0; at < header.length;) {
    paramPattern.lastIndex = at
    const [param, name = '', quoted, single, plain] = paramPattern.exec(header) ?? []
    wordPattern.lastIndex = at
    const [word] = wordPattern.exec(header) ?? []
    if (param !== undefined) {
      const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? single ?? plain ?? ''
      found.at(-1)?.params.push([name.toLowerCase(), value])
    } else if (word !== undefined) found.push({ scheme: word.toLowerCase(), params: [] })
    at += (param ?? word ?? ' ').length
  }
  return found
}

/** What a `WWW-Authenticate` header says about Bearer tokens; URLs are relative to the server's. */
function parseBearerChallenge(header: string, serverUrl: string): Omit<Challenge, 'isOpen'> {
  const params = parseChallenges(header)
    .filter(({ scheme }) => scheme === 'bearer')
    .flatMap((challenge) => challenge.params)
  const valuesOf = (wanted: string) => params.flatMap(([name, value]) => (name === wanted ? [value] : []))
  const metadataUrls = valuesOf('resource_metadata')
    .filter((url) => URL.canParse(url, serverUrl))
    .map((url) => (URL.canParse(url) ? url : new URL(url, serverUrl).href))
  const [scope] = valuesOf('scope')
  return { metadataUrls, scopes: scope?.split(/\s+/).filter((one) => one !== '') ?? null }
}

/** What a response to a request without a token says. */
function toChallenge(answer: Response, url: string): Challenge {
  const header = answer.ok ? '' : (answer.headers.get('www-authenticate') ?? '')
  return { isOpen: answer.ok, ...parseBearerChallenge(header, url) }
}

/**
 * Sends requests without a token. Some servers let everyone through the handshake and refuse what comes after it, so
 * listing the tools is tried too. Rejects with an `AppError` if the server can't be reached.
 */
export async function fetchChallenge(fetch: FetchLike, url: string): Promise<Challenge> {
  const send = (request: { headers: Record<string, string>; body: string }) =>
    followOnOrigin(fetch)(url, { method: 'POST', ...request, isEnough: hasAnswer })
  const first = await send(initializeRequest)
  if (first.status === 401 || first.status >= 500) return toChallenge(first, url)
  const session = first.headers.get('mcp-session-id')
  const second = await send(listToolsRequest(session)).catch(() => null)
  if (first.ok) void endSession(fetch, url, first, {})
  return toChallenge(second?.status === 401 ? second : first, url)
}
