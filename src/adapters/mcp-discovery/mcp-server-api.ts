import { siteAt } from '../../core/accounts/account-sites.ts'
import type { AccountApi } from '../../core/ports.ts'
import { apiFailure } from '../http/api-failure.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { endSession, initializeRequest, serverNameIn } from './mcp-session.ts'

/** An MCP server: it says what it is called, and not whose token it is. */
export function createMcpServerApi(fetch: FetchLike): AccountApi {
  return {
    checkAccess: async ({ apiUrl }, accessToken) => {
      const authorization = `Bearer ${accessToken}`
      const answer = await fetch(apiUrl, {
        method: 'POST',
        body: initializeRequest.body,
        headers: { ...initializeRequest.headers, authorization },
      })
      const text = await answer.text()
      if (!answer.ok) throw apiFailure(answer.status, text, answer.headers.get('www-authenticate'))
      void endSession(fetch, apiUrl, answer, { authorization })
      return { sites: [siteAt(apiUrl)], server: serverNameIn(text) }
    },
    person: async () => null,
  }
}
