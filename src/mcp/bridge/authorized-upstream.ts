import { BridgeError } from './bridge-error.ts'
import type { CloudIdSource } from './cloud-id.ts'
import { ownerProblem } from './owner-problem.ts'
import { readErrorBody } from './read-answer.ts'
import { describeRefusal, refusedForGood, scopeMissing } from './refusals.ts'
import type { BridgeToken, TokenSource } from './token-source.ts'
import type { Upstream, UpstreamAnswer, UpstreamRequest } from './upstream.ts'

export interface AuthorizedUpstream {
  readonly host: string
  /**
   * Sends a request with a valid token and resolves with the 2xx answer. Replaces a refused token and sends the request
   * once more. Rejects with a `BridgeError`, such as `sessionLost`.
   */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>
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

  const sendWith = async (request: UpstreamRequest, token: BridgeToken) => {
    const headers: Record<string, string> = { ...extraHeaders, ...request.headers }
    headers['authorization'] = `Bearer ${token.accessToken}`
    if (getCloudId !== null) headers['x-atlassian-cloud-id'] = await asking(getCloudId(token.accountId))
    const answer = await upstream.send({ ...request, headers })
    const status = answer.statusCode ?? 0
    if (status >= 200 && status < 300) return answer
    return describeRefusal({
      status,
      headers: answer.headers,
      body: await readErrorBody(answer),
      hadSession: request.headers['mcp-session-id'] !== undefined,
      host,
    })
  }

  return {
    host,
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
          case 'scopeMissing':
            tokens.clear(token.tokenId)
            throw scopeMissing(host, token.accountName, result.scopes)
          case 'sessionLost':
            throw new BridgeError('sessionLost', `${host} ended the session.`, { retry: 'safe' })
          case 'failed':
            throw result.error
        }
      }
    },
  }
}
