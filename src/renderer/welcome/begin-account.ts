import type { AccountKind } from '../../shared/account-kinds.ts'
import type { ServerPreset } from '../../shared/atlassian-mcp.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import type { Route } from '../state/route.ts'

/**
 * The first page for a new account of that kind: for the first Jira Cloud account, how to get an OAuth app, unless one was
 * found.
 */
export function beginAccount(
  kind: AccountKind,
  { accounts }: Pick<AppSnapshot, 'accounts'>,
  hasJiraApp: boolean,
  preset?: ServerPreset,
): Route {
  const isKnown = hasJiraApp || accounts.some((account) => account.kind === kind)
  if (kind === 'jira-cloud' && !isKnown) return { page: 'guide' }
  return { page: 'newAccountForm', kind, ...(preset !== undefined && { preset }) }
}
