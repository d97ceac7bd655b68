import type { AccountApi } from '../core/ports.ts'
import type { AccountKind } from '../shared/account-kinds.ts'
import type { FetchLike } from '../adapters/http/limited-fetch.ts'
import { createDataCenterApi } from '../adapters/jira/data-center-api.ts'
import { createJiraApi } from '../adapters/jira/jira-api.ts'
import { createMcpServerApi } from '../adapters/mcp-discovery/mcp-server-api.ts'

/** Uses the API that belongs to each account's kind. */
export function createAccountApis(fetch: FetchLike): AccountApi {
  const apis: Readonly<Record<AccountKind, AccountApi>> = {
    'jira-cloud': createJiraApi(fetch),
    'mcp-server': createMcpServerApi(fetch),
    'jira-data-center': createDataCenterApi(fetch),
  }
  return {
    checkAccess: (account, accessToken) => apis[account.kind].checkAccess(account, accessToken),
    person: (account, accessToken, sites) => apis[account.kind].person(account, accessToken, sites),
  }
}
