import { useEffect, useRef, useState } from 'preact/hooks'
import { atlassianMcp } from '../shared/atlassian-mcp.ts'
import type { ImportOffer } from '../shared/ipc-contract.ts'
import type { AppSnapshot } from '../shared/snapshot.ts'
import { AccountsView } from './accounts/accounts-view.tsx'
import { AccountFormView } from './form/account-form-view.tsx'
import { FilesView } from './files/files-view.tsx'
import { HistoryView } from './history/history-view.tsx'
import { McpView } from './mcp/mcp-view.tsx'
import { StartView } from './parts/start-view.tsx'
import { SettingsView } from './settings/settings-view.tsx'
import { call } from './state/call.ts'
import { type SnapshotStore, useSnapshot } from './state/snapshot-store.ts'
import { useShortcuts } from './state/shortcuts.ts'
import { useFittingWindow } from './state/use-fitting-window.ts'
import { useEscape } from './state/use-escape.ts'
import { useRoute } from './state/route.ts'
import { GuideView } from './welcome/guide-view.tsx'
import { NewAccountView } from './welcome/new-account-view.tsx'
import { WelcomeView } from './welcome/welcome-view.tsx'

/** The window. */
export function App({ store }: { readonly store: SnapshotStore }) {
  const state = useSnapshot(store)
  useEscape(useRoute())
  useShortcuts()
  useFittingWindow()
  if (state.kind === 'ready') return <Pages snapshot={state.snapshot} />
  return <StartView state={state} onRetry={() => void store.reload()} />
}

function Pages({ snapshot }: { readonly snapshot: AppSnapshot }) {
  const route = useRoute()
  const [offer, setOffer] = useState<ImportOffer | null>(null)
  const empty = snapshot.accounts.length === 0
  /** The account that was open last, or whose page was shown: it is open when the user comes back to the list. */
  const opened = useRef<string | null>(null)
  if ('id' in route) opened.current = route.id
  // the new one is
  if (route.page === 'newAccountForm') opened.current = null

  useEffect(() => {
    if (!empty) return
    void call('import:find', undefined).then((answer) => {
      if (answer.ok && answer.value !== null) setOffer(answer.value)
    })
  }, [empty])

  if (route.page === 'settings') return <SettingsView snapshot={snapshot} />
  if (route.page === 'guide') return <GuideView />
  if (route.page === 'newAccount') return <NewAccountView snapshot={snapshot} hasJiraApp={offer !== null} />
  if (route.page === 'newAccountForm') {
    const { kind, preset } = route
    return (
      <AccountFormView
        key={`${kind} ${preset}`}
        account={null}
        kind={kind}
        url={preset === undefined ? null : atlassianMcp.url}
        snapshot={snapshot}
        offer={offer}
        onOffer={setOffer}
      />
    )
  }
  const account = 'id' in route ? snapshot.accounts.find(({ id }) => id === route.id) : undefined
  if (account !== undefined && route.page === 'history')
    return <HistoryView key={account.id} account={account} />
  if (account !== undefined && route.page === 'files') return <FilesView key={account.id} account={account} />
  if (account !== undefined && route.page === 'mcp') return <McpView key={account.id} account={account} />
  if (account !== undefined) {
    return (
      <AccountFormView
        key={account.id}
        account={account}
        {...(route.page === 'editAccount' && route.field !== undefined && { field: route.field })}
        snapshot={snapshot}
        offer={null}
        onOffer={setOffer}
      />
    )
  }
  return empty ? (
    <WelcomeView snapshot={snapshot} offer={offer} onOffer={setOffer} />
  ) : (
    <AccountsView snapshot={snapshot} opened={opened} />
  )
}
