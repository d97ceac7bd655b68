import type { AccountApi } from '../core/ports.ts'
import type { AccountKind } from '../shared/account-kinds.ts'
import { cleanText } from '../shared/clean-text.ts'
import { personSchema, siteSchema } from '../shared/snapshot.ts'
import type { FetchLike } from '../adapters/http/limited-fetch.ts'
import { createDataCenterApi } from '../adapters/jira/data-center-api.ts'
import { createJiraApi } from '../adapters/jira/jira-api.ts'
import { createMcpServerApi } from '../adapters/mcp-discovery/mcp-server-api.ts'

/** Uses the API that belongs to each account's kind. What the server says is cleaned here, before it is stored or shown. */
export function createAccountApis(fetch: FetchLike): AccountApi {
  const apis: Readonly<Record<AccountKind, AccountApi>> = {
    'jira-cloud': createJiraApi(fetch),
    'mcp-server': createMcpServerApi(fetch),
    'jira-data-center': createDataCenterApi(fetch),
    'service-account': createJiraApi(fetch),
  }
  return {
    checkAccess: async (account, accessToken) => {
      const { sites, server } = await apis[account.kind].checkAccess(account, accessToken)
      return {
        sites: sites.map((site) => siteSchema.parse(site)),
        server: server === null ? null : cleanText(server),
      }
    },
    person: async (account, accessToken, sites) =>
      personSchema.nullable().parse(await apis[account.kind].person(account, accessToken, sites)),
  }
}
