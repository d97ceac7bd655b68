import { toAccountForm } from '../../shared/account-form.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import type { FoundAccessToken } from '../token/token-set.ts'
import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { HistoryEvent } from '../../shared/history.ts'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { Settings } from '../../shared/settings.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { AccountRecord, Records, ServerDiscovery } from '../ports.ts'
import type { IssuedToken } from '../token/account-token-types.ts'
import { createAccountTokens, type AccountTokensDeps } from './account-tokens.ts'
import {
  createSyncedFiles,
  type AddedFile,
  type SyncedFiles,
  type SyncedFilesDeps,
} from '../synced-files/synced-files.ts'
import { createAccountSettingsResolver } from './resolve-account-settings.ts'
import { createAccountStore } from './account-store.ts'
import { importAccessToken, importAndRenew } from './import-and-renew.ts'
import { requestScopes } from './request-scopes.ts'
import { assertNameIsUsable } from './assert-name.ts'
import { assertSignsIn, createSignIns, type SignIns, type SignInsDeps } from './sign-ins.ts'
import { testToken } from './test-token.ts'
import { createTurns } from './turns.ts'
import { withTimeout } from '../with-timeout.ts'

export interface AccountsDeps extends AccountTokensDeps, SignInsDeps, SyncedFilesDeps {
  readonly records: Records
  readonly discovery: ServerDiscovery
  /** Removes the secrets of accounts that are not known. */
  removeUnknownSecrets(isKnown: (accountId: string) => boolean): Promise<void>
  /** False: there may be accounts that we can't know of. */
  readonly knowsAllAccounts: boolean
}

interface AccountToSave {
  /** null for a new account. */
  readonly id: string | null
  readonly form: AccountForm
  /** null keeps what is stored. */
  readonly clientSecret: string | null
  readonly demo?: boolean
  /** See `EnteredSettings`. */
  readonly trustIssuer?: string | null
}

/** All operations on accounts. Methods throw or reject with an `AppError`. */
export interface Accounts extends Pick<
  SignIns,
  'signIn' | 'startSignIn' | 'finishSignIn' | 'awaitSignIn' | 'answerSignIn' | 'cancelSignIn'
> {
  /** Reads the keychain for every account and starts renewing their tokens. */
  start(): Promise<void>
  /** Resolves once the keychain was read, or after a few seconds if it does not respond. */
  known(): Promise<void>
  /**
   * Discovers where to sign in for an MCP server. Rejects with an `AppError` that says what is wrong with the server.
   */
  discover(url: string): Promise<DiscoveredServer>
  /** Returns the account's id. Registers the app if the client ID is empty and the kind of account allows it. */
  save(account: AccountToSave): Promise<string>
  /** Rejects with `syncedFileNotBlanked` if a file still has the token; then the account is only signed out. */
  remove(id: string): Promise<void>
  /** Removes the secrets of accounts that were removed, or that could not be read. */
  removeUnknownSecrets(): Promise<void>
  /** A token with at least `minValidSec` seconds left; see `AccountToken.ask`. */
  ask(id: string, minValidSec?: number): Promise<IssuedToken>
  renew(id: string): Promise<IssuedToken>
  test(id: string): Promise<TestResult>
  signOut(id: string): Promise<void>
  /**
   * Imports another program's sign-in by renewing its refresh token right away. Also resolves if the renewal has to be
   * retried later: until then, its access token is used (null: it has none). Without a refresh token (null), the access
   * token is used until it is refused or expires. Rejects if the refresh token is refused (then nothing has changed, except
   * that the access token is used), with `invalidInput` if there is nothing to use, and with `alreadySignedIn`.
   */
  importTokens(id: string, refreshToken: string | null, access: FoundAccessToken | null): Promise<void>
  /**
   * Adds scopes that an MCP server requires to what the next sign-in asks for. Returns whether it will ask for them: not if
   * the user has to add them elsewhere too.
   */
  requestScopes(id: string, scopes: readonly string[]): boolean
  /** See `SyncedFiles.add`. */
  addSyncedFile(id: string, file: SyncedFile): Promise<AddedFile>
  /** See `SyncedFiles.remove`. */
  removeSyncedFile(id: string, path: string): Promise<void>
  /** Records in the history that the user copied the token. */
  recordCopied(id: string): void
  /** Records that a program got a token. `client` is the name the program gave. */
  recordIssuedToken(id: string, client: string): void
  getHistory(id: string): readonly HistoryEvent[]
  saveSettings(change: Partial<Settings>): void
  /** Call this at least once a minute. */
  evaluate(): void
  suspend(): void
  resume(): void
  /** The network is back, or the screen was unlocked. */
  retryNow(): void
  /** A keyring was unlocked or added, or the user has answered its question: looks again for what was missing. */
  keychainChanged(): void
  /** Resolves once nothing is in flight. */
  close(): Promise<void>
}

/** Longer than a keychain takes unless it asks for a password. */
const keychainReadTimeoutMs = 3000

/** The record fields of a signed-out account. */
const signedOutRecord: Pick<AccountRecord, 'hasClientSecret' | 'hasToken' | 'attempt' | 'person' | 'sites'> =
  {
    hasClientSecret: false,
    hasToken: false,
    attempt: null,
    person: null,
    sites: [],
  }

/** Creates the accounts of this owner. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { clock, store, history, records } = deps
  const syncFiles = (id: string): void => files.sync(id)
  const accountStore = createAccountStore(records, store, syncFiles)
  /** Accounts whose sign-in is being imported: the caller learns the result, so no alert is needed. */
  const importing = new Set<string>()
  const alert: AccountsDeps['alert'] = (id, what) => {
    if (!importing.has(id)) deps.alert(id, what)
  }
  const accountTokens = createAccountTokens({ ...deps, alert }, accountStore, syncFiles)
  const files: SyncedFiles = createSyncedFiles(deps, accountStore, accountTokens)
  /** A save, sign-in, sign-out, or removal must not store anything in the middle of another one. */
  const turns = createTurns()
  const settingsResolver = createAccountSettingsResolver(deps.discovery, clock)
  const { registerAgain } = settingsResolver
  const signIns = createSignIns({ ...deps, registerAgain }, accountStore, accountTokens, turns)
  const nowMs = () => clock.now().wallMs
  let known: Promise<void> = Promise.resolve()
  let isClosed = false

  const isSignedIn = (id: string): boolean =>
    accountTokens.get(id).current() !== null || accountStore.get(id).hasToken

  const change = async (
    id: string,
    settings: AccountForm & Pick<AccountRecord, 'registration'>,
    clientSecret: string | null,
  ): Promise<void> => {
    const before = accountStore.get(id)
    accountStore.update(id, settings)
    try {
      await accountTokens.get(id).reconfigure(clientSecret)
    } catch (error) {
      accountStore.update(id, { ...toAccountForm(before), registration: before.registration })
      throw error
    }
  }

  const add = async (record: AccountRecord, clientSecret: string | null): Promise<void> => {
    accountStore.add(record)
    await accountTokens.add(record.id)
    if (clientSecret !== null) await accountTokens.get(record.id).reconfigure(clientSecret)
  }

  const save = async ({ id, demo = false, ...options }: AccountToSave): Promise<string> => {
    // the same name typed on another system may be another text
    const entered = { ...options.form, name: options.form.name.normalize() }
    assertNameIsUsable(entered.name, id, accountStore.all())
    const earlier = id === null ? null : { record: accountStore.get(id), isSignedIn: isSignedIn(id) }
    const { form, clientSecret, registration } = await settingsResolver.resolve(earlier, {
      form: entered,
      clientSecret: options.clientSecret,
      trustIssuer: options.trustIssuer ?? null,
    })
    const accountId = id ?? deps.entropy.newId()
    await turns.take(accountId, async () => {
      // discovery may have taken a while
      assertNameIsUsable(form.name, id, accountStore.all())
      if (earlier === null) {
        const record = { ...signedOutRecord, ...form, registration, id: accountId, demo, syncedFiles: [] }
        return add(record, clientSecret)
      }
      if (isSignedIn(accountId) && !earlier.isSignedIn) throw new AppError('signedOutMeanwhile')
      return change(accountId, { ...form, registration }, clientSecret)
    })
    return accountId
  }

  const clearTokens = async (id: string): Promise<void> => {
    await accountTokens.get(id).clear()
    accountStore.update(id, signedOutRecord)
    history.clear(id)
    history.add(id, { kind: 'signedOut', atMs: nowMs() })
    store.dispatch({ type: 'signInEnded', id, error: null })
    // a file that still contains the token shows that, and is retried
    await files.whenBlanked(id).catch(() => undefined)
  }

  const signOut = async (id: string): Promise<void> => {
    assertSignsIn(accountStore.get(id))
    await signIns.endFor(id, () => clearTokens(id))
  }

  const remove = async (id: string): Promise<void> => {
    accountStore.get(id)
    await signIns.endFor(id, async () => {
      await clearTokens(id)
      await files.whenBlanked(id)
      files.clear(id)
      accountTokens.remove(id)
      accountStore.remove(id)
      history.clear(id)
    })
  }

  const removeUnknownSecrets = (): Promise<void> =>
    deps.removeUnknownSecrets((id) => isClosed || accountStore.all().some((account) => account.id === id))

  const importTokens: Accounts['importTokens'] = async (id, refreshToken, access) => {
    assertSignsIn(accountStore.get(id))
    const parts = { ...deps, accountStore, accountTokens, turns }
    if (refreshToken === null) {
      if (access === null) throw new AppError('invalidInput', 'There is no token to import.')
      return importAccessToken(parts, id, access)
    }
    importing.add(id)
    await importAndRenew(parts, id, refreshToken, access).finally(() => importing.delete(id))
  }

  let asleep: { readonly sinceMs?: number } = {}
  return {
    start: () => {
      const reading = Promise.all(accountStore.all().map(({ id }) => accountTokens.add(id))).then(() => {
        if (!deps.knowsAllAccounts) return
        removeUnknownSecrets().catch((error: unknown) =>
          deps.log.debug('unknown secrets could not be removed', { code: toErrorCode(error) }),
        )
      })
      known = withTimeout(clock, keychainReadTimeoutMs, reading, undefined)
      return reading
    },
    known: () => known,
    discover: settingsResolver.discover,
    save,
    remove,
    removeUnknownSecrets,
    ask: (id, minValidSec) => accountTokens.get(id).ask(minValidSec),
    renew: (id) => accountTokens.get(id).renew(),
    test: async (id) =>
      testToken(clock, deps.api, accountStore.get(id), (await accountTokens.get(id).ask()).accessToken),
    signIn: signIns.signIn,
    startSignIn: signIns.startSignIn,
    finishSignIn: signIns.finishSignIn,
    awaitSignIn: signIns.awaitSignIn,
    answerSignIn: signIns.answerSignIn,
    cancelSignIn: signIns.cancelSignIn,
    signOut,
    importTokens,
    requestScopes: (id, scopes) => requestScopes(accountStore, accountTokens, id, scopes),
    recordIssuedToken: (id, client) => history.countIssuedToken(id, client, nowMs()),
    addSyncedFile: files.add,
    removeSyncedFile: files.remove,
    recordCopied: (id) => history.add(id, { kind: 'copied', atMs: nowMs() }),
    getHistory: (id) => history.get(id),
    saveSettings: (change) => {
      const settings = { ...store.state().settings, ...change }
      records.saveSettings(settings)
      store.dispatch({ type: 'settingsChanged', settings })
      for (const accountToken of accountTokens.all()) accountToken.evaluate()
    },
    evaluate: () => {
      history.flush()
      accountTokens.all().forEach((accountToken) => accountToken.evaluate())
    },
    suspend: () => {
      asleep = { sinceMs: nowMs() }
      accountTokens.all().forEach((accountToken) => accountToken.suspend())
    },
    resume: () => {
      for (const { id } of accountStore.all()) history.add(id, { kind: 'wokeUp', atMs: nowMs(), ...asleep })
      asleep = {}
      accountTokens.all().forEach((accountToken) => accountToken.resume())
      files.retryNow()
    },
    retryNow: () => {
      accountTokens.all().forEach((accountToken) => accountToken.retryNow())
      files.retryNow()
    },
    keychainChanged: () => accountTokens.all().forEach((accountToken) => accountToken.keychainChanged()),
    close: async () => {
      // from now on, another owner may add accounts
      isClosed = true
      signIns.cancelAll()
      const closed = accountTokens.all().map((accountToken) => accountToken.close())
      history.flush()
      await Promise.all(closed)
      await files.close()
    },
  }
}
