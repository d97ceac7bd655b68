import type { AccountApi } from '../../core/ports.ts'
import type { AccountKind } from '../../shared/account-kinds.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { createDataCenterApi } from '../jira/data-center-api.ts'
import { createJiraApi } from '../jira/jira-api.ts'
import { createMcpServerApi } from '../mcp-server/mcp-server-api.ts'

/** The API of each account: that of its kind. */
export function createAccountApis(fetch: FetchLike): AccountApi {
  const apis: Readonly<Record<AccountKind, AccountApi>> = {
    'jira-cloud': createJiraApi(fetch),
    'mcp-server': createMcpServerApi(fetch),
    'jira-data-center': createDataCenterApi(fetch),
  }
  return {
    reach: (account, accessToken) => apis[account.kind].reach(account, accessToken),
    person: (account, accessToken, sites) => apis[account.kind].person(account, accessToken, sites),
  }
}
