import { toSite } from '../../core/accounts/account-sites.ts'
import type { AccountApi } from '../../core/ports.ts'
import { apiFailure } from '../http/api-failure.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { endSession, followOnOrigin, hasAnswer, initializeRequest, parseServerName } from './mcp-session.ts'

/** An MCP server as an API: it tells its own name, but not whose token it is. Methods reject with an `AppError`. */
export function createMcpServerApi(directFetch: FetchLike): AccountApi {
  const fetch = followOnOrigin(directFetch)
  return {
    checkAccess: async ({ apiUrl }, accessToken) => {
      const authorization = `Bearer ${accessToken}`
      const answer = await fetch(apiUrl, {
        method: 'POST',
        body: initializeRequest.body,
        headers: { ...initializeRequest.headers, authorization },
        isEnough: hasAnswer,
      })
      const text = await answer.text()
      if (!answer.ok) throw apiFailure(answer.status, text, answer.headers.get('www-authenticate'))
      void endSession(fetch, apiUrl, answer, { authorization })
      return { sites: [toSite(apiUrl)], server: parseServerName(text) }
    },
    person: async () => null,
  }
}
