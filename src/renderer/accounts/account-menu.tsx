import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Menu, type MenuItem } from '../parts/menu.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'

export interface AccountMenuProps {
  readonly account: AccountSnapshot
  /** null if there is no choice (only one account). */
  readonly pinned: boolean | null
  readonly onSignIn: () => void
  readonly onSignOut: () => void
  readonly onRemove: () => void
}

/** The less frequent actions of an account. */
export function AccountMenu({ account, pinned, onSignIn, onSignOut, onRemove }: AccountMenuProps) {
  const { id, token, kind } = account
  const { signsIn } = kindTraits[kind]
  const items: readonly (MenuItem | null)[] = [
    signsIn
      ? { label: token.kind === 'held' ? 'Sign in again' : 'Sign in', icon: 'signIn', onSelect: onSignIn }
      : null,
    signsIn && token.kind === 'held' ? { label: 'Sign out', icon: 'signOut', onSelect: onSignOut } : null,
    { label: 'Edit…', icon: 'edit', onSelect: () => navigate({ page: 'editAccount', id }) },
    { label: 'Synced files', icon: 'file', onSelect: () => navigate({ page: 'files', id }) },
    { label: 'Use with MCP clients', icon: 'plug', onSelect: () => navigate({ page: 'mcp', id }) },
    { label: 'History', icon: 'clock', onSelect: () => navigate({ page: 'history', id }) },
    pinned === null
      ? null
      : {
          label: 'Show in the tray icon',
          icon: 'tray',
          checked: pinned,
          onSelect: () => void call('settings:save', { pinnedAccountId: pinned ? null : id }),
        },
    { label: 'Remove…', icon: 'trash', danger: true, onSelect: onRemove },
  ]
  return <Menu label={`More for ${account.name}`} items={items.filter((item) => item !== null)} />
}
