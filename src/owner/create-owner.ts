import { createAccounts, type Accounts } from '../core/accounts/accounts.ts'
import type { Alert } from '../core/accounts/account-tokens.ts'
import { createAppStore, type AppStore } from '../core/state/app-store.ts'
import { createHistory, type History } from '../core/accounts/history.ts'
import type { AccountRecord, Log, Records, SignInSurface } from '../core/ports.ts'
import { cleanText } from '../shared/clean-text.ts'
import type { AppSnapshot } from '../shared/snapshot.ts'
import type { FetchLike } from '../adapters/http/limited-fetch.ts'
import type { PresentedCertificate } from '../network/certificate-chain.ts'
import type { ProxyUse } from '../network/environment-proxy.ts'
import { createKeytarPendingSignIns } from '../adapters/keychain/keytar-pending-sign-ins.ts'
import { createKeytarSecretStore } from '../adapters/keychain/keytar-secret-store.ts'
import type { Keytar } from '../adapters/keychain/keytar.ts'
import { removeUnknownSecrets } from '../adapters/keychain/remove-unknown-secrets.ts'
import { secretServiceKeyrings } from '../adapters/keychain/secret-service.ts'
import { getKeychainServices } from '../adapters/keychain/service-name.ts'
import { createAnswers, type AnswersDeps } from './api/handlers.ts'
import type { Service } from './api/server.ts'
import type { Redactor } from '../adapters/log/redact.ts'
import { createServerDiscovery } from '../adapters/mcp-discovery/server-discovery.ts'
import { createOAuthClient } from '../adapters/oauth/oauth-client.ts'
import { createAccountApis } from './account-apis.ts'
import { openSettings, type OpenedSettings, type OpenStore } from '../adapters/settings/open-settings.ts'
import { tokenFolder } from '../files/token-file-path.ts'
import { getUpdateFeed, type UpdateFeed } from '../adapters/updates/update-feed.ts'
import { getUsualDataFolder } from '../ownership/data-folder.ts'
import { createTokenFiles } from '../adapters/synced-files/token-files.ts'
import { systemClock } from '../core/clock.ts'
import { systemEntropy } from '../adapters/system/system-entropy.ts'
import { createUpdateChecks, type UpdateChecks, type UpdateChecksDeps } from './update-checks.ts'

/** The size limit of a Windows credential. Source: Microsoft Learn, CREDENTIALW, CRED_MAX_CREDENTIAL_BLOB_SIZE. */
const windowsCredentialBytes = 2560

/** What differs between the two owners, the app and the agent. */
export interface OwnerOptions {
  readonly kind: 'app' | 'agent'
  readonly version: string
  /** Without symlinks. */
  readonly dataFolder: string
  /** The same folder as it was named at the start. */
  readonly spelledFolder: string
  readonly demoAvailable: boolean
  /** null: use the stored setting. */
  readonly startAtLogin: boolean | null
  readonly openStore: OpenStore
  readonly loadKeytar: () => Promise<Keytar>
  readonly fetch: FetchLike
  /** Which proxy a request to this URL uses. */
  proxyFor(url: string): Promise<ProxyUse>
  /** See `CheckNetworkDeps`. */
  certificatesOf(url: string): Promise<readonly PresentedCertificate[]>
  /** What this program runs on, for people. */
  readonly runtime: string
  readonly surfaces: Partial<Record<'window' | 'browser', SignInSurface>>
  readonly log: Log
  readonly redactor: Redactor
  /** Wraps the history, for example to report each event. */
  wrapHistory?(history: History, getAccountName: (accountId: string) => string): History
  alert(accountId: string, alert: Alert): void
  /** See `UpdateChecksDeps`. */
  readonly downloadUpdate: UpdateChecksDeps['download']
  /** See `AnswersDeps`. */
  readonly release: AnswersDeps['release']
}

export interface Owner {
  readonly accounts: Accounts
  readonly store: AppStore
  readonly service: Service
  readonly updateChecks: UpdateChecks
  getAccountName(accountId: string): string
}

/** Drops the accounts of demo providers, which ended with the last run. */
function dropDemoAccounts(records: Records, log: Log): readonly AccountRecord[] {
  const lasting = records.accounts().filter((account) => !account.demo)
  try {
    records.saveAccounts(lasting)
  } catch (error) {
    // an owner must be able to start even if the disk is full
    log.warn('the accounts could not be saved', { error })
  }
  return lasting
}

function openKeychain({ kind, dataFolder, spelledFolder, loadKeytar, redactor }: OwnerOptions) {
  const folders = { dataFolder, spelled: spelledFolder, usual: getUsualDataFolder() }
  const { service, former } = getKeychainServices(folders, kind)
  const keychain = {
    loadKeytar,
    service,
    onSecret: (secret: string) => redactor.register(secret),
  }
  const maxItemBytes = process.platform === 'win32' ? windowsCredentialBytes : Infinity
  const keyrings = process.platform === 'linux' ? secretServiceKeyrings : null
  const secrets = createKeytarSecretStore({ ...keychain, former, keyrings, maxItemBytes })
  // the agent has a keychain service of its own there
  const isBesideApp = process.platform === 'darwin' && kind === 'agent'
  return {
    secrets: isBesideApp ? { ...secrets, hiddenBecause: 'tokenInApp' as const } : secrets,
    pendings: createKeytarPendingSignIns(keychain),
    removeUnknownSecrets: (isKnown: (accountId: string) => boolean) =>
      removeUnknownSecrets({ ...keychain, keyrings }, isKnown),
  }
}

/** The state before anything is read from the keychain. */
function createStore(
  options: OwnerOptions,
  feed: UpdateFeed,
  { records, notices }: OpenedSettings,
): AppStore {
  const lasting = dropDemoAccounts(records, options.log)
  const stored = records.settings()
  return createAppStore({
    app: {
      version: options.version,
      platform: process.platform as AppSnapshot['platform'],
      demoAvailable: options.demoAvailable,
      updateFeed: feed.kind === 'off' ? null : new URL(feed.url).host,
    },
    records: lasting,
    facts: {},
    signIns: {},
    signInErrors: {},
    syncedFiles: {},
    settings: { ...stored, startAtLogin: options.startAtLogin ?? stored.startAtLogin },
    notices,
  })
}

/**
 * Creates the accounts from what is on disk and in the keychain. Only the owner of the data folder may call this. Nothing
 * is renewed before `accounts.start()`.
 */
export function createOwner(options: OwnerOptions): Owner {
  const { log } = options
  const settings = openSettings(options.dataFolder, options.openStore)
  const { records } = settings
  const feed = getUpdateFeed(process.env)
  const store = createStore(options, feed, settings)
  const getAccountName = (id: string) =>
    cleanText(store.state().records.find((record) => record.id === id)?.name ?? 'account')
  const history = createHistory(settings.history, log)
  const { secrets, pendings, ...keychain } = openKeychain(options)
  const accounts = createAccounts({
    clock: systemClock,
    entropy: systemEntropy,
    secrets,
    pendings,
    removeUnknownSecrets: keychain.removeUnknownSecrets,
    knowsAllAccounts: settings.isComplete,
    oauth: createOAuthClient(options.fetch),
    api: createAccountApis(options.fetch),
    discovery: createServerDiscovery(options.fetch),
    records,
    tokenFiles: createTokenFiles({
      ownFolder: tokenFolder(process.env, options.dataFolder),
      dataFolder: options.dataFolder,
    }),
    surfaces: options.surfaces,
    history: options.wrapHistory?.(history, getAccountName) ?? history,
    store,
    log,
    alert: options.alert,
  })
  const answers = createAnswers({
    accounts,
    store,
    clock: systemClock,
    entropy: systemEntropy,
    owner: { kind: options.kind, pid: process.pid },
    release: options.release,
    checks: {
      feed,
      secrets,
      clock: systemClock,
      entropy: systemEntropy,
      fetch: options.fetch,
      proxyFor: options.proxyFor,
      certificatesOf: options.certificatesOf,
      runtime: options.runtime,
    },
  })
  const updateChecks = createUpdateChecks({
    feed,
    fetch: options.fetch,
    clock: systemClock,
    store,
    accounts,
    log,
    download: options.downloadUpdate,
  })
  return { accounts, store, service: { answers, store }, updateChecks, getAccountName }
}
