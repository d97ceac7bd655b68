import { isDiscovered } from '../../shared/account-kinds.ts'
import { isScope, maxScopes } from '../../shared/scopes.ts'
import type { AccountStore } from './account-store.ts'
import type { AccountTokens } from './account-tokens.ts'

/** See `Accounts.requestScopes`. */
export function requestScopes(
  accountStore: AccountStore,
  accountTokens: AccountTokens,
  id: string,
  wanted: readonly string[],
): boolean {
  const { kind, scopes } = accountStore.get(id)
  // without any, the server decided
  const asked = scopes.length > 0 ? scopes : (accountTokens.get(id).current()?.scopes ?? [])
  const all = [...new Set([...asked, ...wanted])]
  if (!isDiscovered(kind) || wanted.length === 0 || all.length > maxScopes || !all.every(isScope))
    return false
  if (all.length > asked.length) accountStore.update(id, { scopes: all })
  return true
}
