import { createAccounts } from '../../../src/core/accounts/accounts.ts'
import type { Alert } from '../../../src/core/accounts/account-tokens.ts'
import { createAppStore } from '../../../src/core/state/app-store.ts'
import { createHistory } from '../../../src/core/accounts/history.ts'
import type { AccountApi, AccountRecord, Records, TokenFiles } from '../../../src/core/ports.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import type { AppSnapshot, Person, Site } from '../../../src/shared/snapshot.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'
import { createFakeClock, drain } from './fake-clock.ts'
import { createFakeDiscovery } from './fake-discovery.ts'
import { createFakeEntropy } from './fake-entropy.ts'
import { createFakeHistoryFile } from './fake-history-file.ts'
import { createFakeOAuth } from './fake-oauth.ts'
import { createFakePendingSignIns } from './fake-pending-sign-ins.ts'
import { createFakeSecretStore } from './fake-secret-store.ts'
import { createFakeSurface } from './fake-surface.ts'
import { createFakeTokenFiles } from './fake-token-files.ts'
import { silentLog } from './silent-log.ts'
import { createTokenIssuer } from './token-issuer.ts'

export const ada: Person = { accountId: 'ada', name: 'Ada Lovelace', email: null, avatar: null }
export const grace: Person = { accountId: 'grace', name: 'Grace Hopper', email: null, avatar: null }
export const acme: Site = { id: '1', name: 'acme', url: 'https://acme.atlassian.net' }

/** An app's accounts with everything around them faked, except what you pass. */
export function createAccountsHarness(
  realFiles: TokenFiles | null = null,
  realApi: AccountApi | null = null,
) {
  const clock = createFakeClock()
  const entropy = createFakeEntropy()
  const secrets = createFakeSecretStore()
  const tokenFiles = createFakeTokenFiles()
  const oauth = createFakeOAuth(createTokenIssuer({ nowMs: () => clock.now().wallMs, lifetimeSec: 3600 }))
  const surfaces = { window: createFakeSurface(), browser: createFakeSurface() }
  const pendings = createFakePendingSignIns()
  const alerts: { readonly id: string; readonly alert: Alert }[] = []
  const disk: { accounts: readonly AccountRecord[]; settings: ReturnType<Records['settings']> } = {
    accounts: [],
    settings: defaultSettings,
  }
  let isDiskFull = false
  const historyFile = createFakeHistoryFile((write) => {
    if (isDiskFull) throw new Error('ENOSPC')
    write()
  })
  let person: () => Promise<Person | null> = async () => ada
  const api: AccountApi = realApi ?? {
    checkAccess: async () => ({ sites: [acme], server: null }),
    person: () => person(),
  }
  const discovery = createFakeDiscovery()
  const records: Records = {
    accounts: () => disk.accounts,
    saveAccounts: (accounts) => {
      disk.accounts = accounts
    },
    settings: () => disk.settings,
    saveSettings: (settings) => {
      disk.settings = settings
    },
  }

  /** The app, starting with what is on disk and in the keychain. */
  const startApp = () => {
    const store = createAppStore({
      app: { version: '0.1.0', platform: 'linux', demoAvailable: true, updateFeed: null },
      records: disk.accounts,
      facts: {},
      signIns: {},
      signInErrors: {},
      syncedFiles: {},
      settings: disk.settings,
      notices: [],
    })
    const history = createHistory(historyFile, silentLog)
    const accounts = createAccounts({
      clock,
      entropy,
      secrets,
      oauth,
      api,
      discovery,
      tokenFiles: realFiles ?? tokenFiles,
      surfaces,
      pendings,
      removeUnknownSecrets: async () => undefined,
      knowsAllAccounts: false,
      history,
      store,
      records,
      log: silentLog,
      alert: (id, alert) => alerts.push({ id, alert }),
    })
    return { accounts, store }
  }

  const { accounts, store } = startApp()
  const snapshot = (): AppSnapshot => store.snapshot()
  const account = (id = 'id-1') => snapshot().accounts.find((one) => one.id === id)!

  /** Signs in on the page as this person. */
  const signIn = async (id: string, as: Person = ada): Promise<void> => {
    person = async () => as
    const done = accounts.signIn(id, null)
    await drain()
    surfaces.window.redirect()
    await done
  }

  return {
    clock,
    entropy,
    secrets,
    tokenFiles,
    oauth,
    discovery,
    surfaces,
    pendings,
    alerts,
    disk,
    accounts,
    store,
    startApp,
    snapshot,
    account,
    signIn,
    history: () => historyFile.read(),
    /** Whether the history can be written. */
    fillDisk: (isFull: boolean) => {
      isDiskFull = isFull
    },
    setPerson: (answer: () => Promise<Person | null>) => {
      person = answer
    },
    add: (name = 'Work', clientId = 'client-id') =>
      accounts.save({ id: null, form: accountForm({ name, clientId }), clientSecret: 'client-secret' }),
    historyKinds: (id = 'id-1') => (historyFile.read()[id] ?? []).map(({ kind }) => kind),
  }
}

export type AccountsHarness = ReturnType<typeof createAccountsHarness>
