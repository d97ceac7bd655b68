import { useState } from 'preact/hooks'
import { accountToShow } from '../../shared/account-view.ts'
import type { AppSnapshot, Notice } from '../../shared/snapshot.ts'
import { Header } from '../parts/header.tsx'
import { Icon } from '../parts/icon.tsx'
import { Notices } from '../parts/notices.tsx'
import { navigate } from '../state/route.ts'
import { useNow } from '../state/use-now.ts'
import { AccountCard } from './account-card.tsx'
import { AccountRow } from './account-row.tsx'

/** The notices, without the keychain notice if an account's help already says the same. */
export function noticesToShow({ notices, accounts }: AppSnapshot): readonly Notice[] {
  const said = accounts.some((account) => account.problem.kind === 'keychainUnavailable')
  return said ? notices.filter((notice) => notice.kind !== 'keychainUnavailable') : notices
}

/** The main view: a single large account, or a list with one account open. */
export function AccountsView({ snapshot }: { readonly snapshot: AppSnapshot }) {
  const { accounts, settings } = snapshot
  const nowMs = useNow()
  const [openId, setOpenId] = useState(accountToShow(accounts, settings.pinnedAccountId, nowMs)?.id)
  const [chosen, setChosen] = useState(false)
  const choose = (id: string) => {
    setOpenId(id)
    setChosen(true)
  }
  const open = accounts.find((account) => account.id === openId) ?? accountToShow(accounts, null, nowMs)
  const single = accounts.length === 1
  return (
    <div class="page">
      <Header settings={settings} />
      <main class="scroll">
        <Notices notices={noticesToShow(snapshot)} />
        <ul class="account-list" aria-label="Accounts">
          {accounts.map((account) => {
            const pinned = settings.pinnedAccountId === account.id
            return (
              <li key={account.id}>
                {account.id === open?.id ? (
                  <AccountCard
                    account={account}
                    nowMs={nowMs}
                    alone={single}
                    pinned={single ? null : pinned}
                    takeFocus={chosen}
                  />
                ) : (
                  <AccountRow
                    account={account}
                    nowMs={nowMs}
                    pinned={pinned}
                    onOpen={() => choose(account.id)}
                  />
                )}
              </li>
            )
          })}
        </ul>
      </main>
      <footer class="footer">
        <button type="button" class="link" onClick={() => navigate({ page: 'newAccount' })}>
          <Icon name="plus" size={15} />
          Add account
        </button>
        <span class="footer-version">{snapshot.version}</span>
      </footer>
    </div>
  )
}
