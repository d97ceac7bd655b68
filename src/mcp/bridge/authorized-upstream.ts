import { BridgeError } from './bridge-error.ts'
import type { CloudIdSource } from './cloud-id.ts'
import { ownerProblem } from './owner-problem.ts'
import { isEventStream, readErrorBody } from './read-answer.ts'
import { describeRefusal, notOffered, refusedForGood, scopeMissing } from './refusals.ts'
import type { BridgeToken, TokenSource } from './token-source.ts'
import type { UpstreamAnswer } from './decode-answer.ts'
import type { Upstream, UpstreamRequest } from './upstream.ts'

export interface AuthorizedUpstream {
  readonly host: string
  /**
   * Sends a request with a valid token and resolves with the 2xx answer. Replaces a refused token and sends the request
   * once more. Rejects with a `BridgeError`, such as `sessionLost`.
   */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** Opens an optional event stream. Rejects with a `BridgeError`, `notOffered` if the server refuses. */
  listen(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** Identifies the last token that was sent; null if there was none. */
  tokenId(): string | null
}

export interface AuthorizedUpstreamDeps {
  readonly upstream: Upstream
  readonly tokens: TokenSource
  /** The site for `X-Atlassian-Cloud-Id`; null: don't send the header. */
  readonly getCloudId: CloudIdSource | null
  /** Headers that the user wants in every request. */
  readonly headers: Readonly<Record<string, string>>
}

/** Adds the token to every request, and the site if requested. */
export function authorizeUpstream({
  upstream,
  tokens,
  getCloudId,
  headers: extraHeaders,
}: AuthorizedUpstreamDeps): AuthorizedUpstream {
  const { host } = upstream.url

  const asking = async <T>(ask: Promise<T>): Promise<T> => {
    try {
      return await ask
    } catch (error) {
      throw ownerProblem(error)
    }
  }

  let lastTokenId: string | null = null
  /** The session that a 401 was blamed on, and the token that was sent. */
  let blamed = { session: '', tokenId: '' }

  const sendOnce = async (request: UpstreamRequest, token: BridgeToken) => {
    lastTokenId = token.tokenId
    const headers: Record<string, string> = { ...extraHeaders, ...request.headers }
    headers['authorization'] = `Bearer ${token.accessToken}`
    if (getCloudId !== null) headers['x-atlassian-cloud-id'] = await asking(getCloudId(token.accountId))
    return upstream.send({ ...request, headers })
  }

  const sendWith = async (request: UpstreamRequest, token: BridgeToken) => {
    const answer = await sendOnce(request, token)
    const status = answer.statusCode ?? 0
    if (status >= 200 && status < 300) return answer
    const session = request.headers['mcp-session-id']
    const refusal = describeRefusal({
      status,
      headers: answer.headers,
      body: await readErrorBody(answer),
      hadSession: session !== undefined,
      host,
    })
    if (status !== 401 || refusal.kind !== 'sessionLost' || session === undefined) return refusal
    // if a new session doesn't help either, it is the token
    if (blamed.tokenId === token.tokenId && blamed.session !== session)
      return { kind: 'tokenRefused' as const }
    blamed = { session, tokenId: token.tokenId }
    return refusal
  }

  return {
    host,
    tokenId: () => lastTokenId,
    listen: async (request) => {
      const answer = await sendOnce(request, await asking(tokens.current()))
      const { statusCode: status = 0, headers } = answer
      if (status >= 200 && status < 300 && isEventStream(answer)) return answer
      await readErrorBody(answer)
      throw notOffered({ status, headers })
    },
    send: async (request) => {
      let token = await asking(tokens.current())
      for (let isFresh = false; ; isFresh = true) {
        const result = await sendWith(request, token)
        if (!('kind' in result)) return result
        switch (result.kind) {
          case 'tokenRefused':
            if (isFresh) throw refusedForGood(host, token.accountName)
            token = await asking(tokens.replace(token.tokenId))
            break
          case 'scopeMissing': {
            tokens.clear(token.tokenId)
            const { scopes } = result
            const isRequested = await tokens.requestScopes(token, upstream.url.href, scopes)
            throw scopeMissing(host, token.accountName, { scopes, isRequested })
          }
          case 'sessionLost':
            throw new BridgeError('sessionLost', `${host} ended the session.`, { retry: 'safe' })
          case 'failed':
            throw result.error
        }
      }
    },
  }
}
