import { useState } from 'preact/hooks'
import { accountToShow, sortAccounts, viewAccount } from '../../shared/account-view.ts'
import type { AccountSnapshot, AppSnapshot, Notice } from '../../shared/snapshot.ts'
import { usePastDays } from '../history/use-past-days.ts'
import { Header } from '../parts/header.tsx'
import { Icon } from '../parts/icon.tsx'
import { Notices } from '../parts/notices.tsx'
import { navigate } from '../state/route.ts'
import { shortcutProps } from '../state/shortcuts.ts'
import { useNow } from '../state/use-now.ts'
import { AccountCard } from './account-card.tsx'
import { AccountRow } from './account-row.tsx'
import { AccountsFilter, matchesFilter } from './accounts-filter.tsx'
import './accounts-view.css'

/** The notices, without the keychain notice if an account's help already says the same. */
export function noticesToShow({ notices, accounts }: AppSnapshot): readonly Notice[] {
  const said = accounts.some((account) => account.problem.kind === 'keychainUnavailable')
  return said ? notices.filter((notice) => notice.kind !== 'keychainUnavailable') : notices
}

/** From this many accounts on, the rows are low, none is open without a reason, and they can be filtered. */
const manyAccounts = 6

/** The account that is open before the user has chosen one: of many, only one that needs the user. */
function firstOpen({ accounts, settings }: AppSnapshot, nowMs: number): AccountSnapshot | null {
  if (accounts.length < manyAccounts) return accountToShow(accounts, settings.pinnedAccountId, nowMs)
  const first = accountToShow(accounts, null, nowMs)
  return first !== null && ['signInNeeded', 'misconfigured'].includes(viewAccount(first, nowMs).state)
    ? first
    : null
}

export interface AccountsViewProps {
  readonly snapshot: AppSnapshot
  /** The account that was open last, kept while other pages are shown; null: none. */
  readonly opened: { current: string | null }
}

/** The main view: a single large account, or a list with one account open. */
export function AccountsView({ snapshot, opened }: AccountsViewProps) {
  const { accounts, settings } = snapshot
  const nowMs = useNow()
  const days = usePastDays(accounts, nowMs)
  const [openId, setOpenId] = useState(opened.current ?? firstOpen(snapshot, nowMs)?.id ?? null)
  const [chosen, setChosen] = useState(false)
  const [typed, setTyped] = useState('')
  const choose = (id: string | null) => {
    setOpenId(id)
    setChosen(true)
    opened.current = id
  }
  const many = accounts.length >= manyAccounts
  const open = accounts.find((account) => account.id === openId) ?? (many ? null : firstOpen(snapshot, nowMs))
  const isOpen = ({ id, activity }: AccountSnapshot) =>
    id === open?.id || (many && activity.kind === 'signingIn')
  const single = accounts.length === 1
  const shown = sortAccounts(accounts, nowMs).filter((account) => !many || matchesFilter(account, typed))
  return (
    <div class="page">
      <Header settings={settings} />
      <main class="scroll">
        <Notices {...snapshot} notices={noticesToShow(snapshot)} />
        {many && <AccountsFilter typed={typed} onType={setTyped} />}
        <ul class={`account-list${many ? ' account-list-many' : ''}`} aria-label="Accounts">
          {shown.map((account, at) => {
            const pinned = settings.pinnedAccountId === account.id
            return (
              <li key={account.id}>
                {isOpen(account) ? (
                  <AccountCard
                    account={account}
                    nowMs={nowMs}
                    alone={single}
                    pinned={single ? null : pinned}
                    takeFocus={chosen}
                    onClose={many ? () => choose(null) : null}
                  />
                ) : (
                  <AccountRow
                    account={account}
                    nowMs={nowMs}
                    pinned={pinned}
                    place={at + 1}
                    day={days[account.id] ?? null}
                    onOpen={() => choose(account.id)}
                  />
                )}
              </li>
            )
          })}
        </ul>
        {shown.length === 0 && <p class="empty">No account matches “{typed}”.</p>}
      </main>
      <footer class="footer">
        <button
          type="button"
          class="link"
          {...shortcutProps('newAccount')}
          onClick={() => navigate({ page: 'newAccount' })}
        >
          <Icon name="plus" size={15} />
          Add account
        </button>
        <span class="footer-version">{snapshot.version}</span>
      </footer>
    </div>
  )
}
