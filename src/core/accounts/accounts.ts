import { toAccountForm } from '../../shared/to-account-form.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { HistoryEvent } from '../../shared/history.ts'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { Settings } from '../../shared/settings.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { AccountRecord, Records, ServerDiscovery } from '../ports.ts'
import type { IssuedToken } from '../token/account-token-types.ts'
import { usedUpTokenSet } from '../token/token-set.ts'
import { createAccountTokens, type AccountTokensDeps } from './account-tokens.ts'
import { createSyncedFiles, type SyncedFiles, type SyncedFilesDeps } from '../synced-files/synced-files.ts'
import { createAccountSettingsResolver } from './resolve-account-settings.ts'
import { createAccountStore } from './account-store.ts'
import { createSignIns, type SignIns, type SignInsDeps } from './sign-ins.ts'
import { testToken } from './test-token.ts'

export interface AccountsDeps extends AccountTokensDeps, SignInsDeps, SyncedFilesDeps {
  readonly records: Records
  readonly discovery: ServerDiscovery
}

interface AccountToSave {
  /** null makes a new account. */
  readonly id: string | null
  readonly form: AccountForm
  /** null leaves the one that is stored, or none. */
  readonly clientSecret: string | null
  readonly demo?: boolean
}

/** Everything that can be done with accounts. Methods throw or reject with an `AppError`. */
export interface Accounts extends Pick<
  SignIns,
  'signIn' | 'finishSignIn' | 'awaitSignIn' | 'answerSignIn' | 'cancelSignIn'
> {
  /** Reads the keychain for every account and starts keeping their tokens. */
  start(): Promise<void>
  /** Resolves when it is known what the keychain holds, or after a few seconds: then it does not answer. */
  known(): Promise<void>
  /** Where an MCP server has people sign in. Rejects with an `AppError` that says what is wrong with it. */
  discover(url: string): Promise<DiscoveredServer>
  /** Returns the account's id. Registers the app where the client id is empty and the kind allows that. */
  save(account: AccountToSave): Promise<string>
  /** Rejects with `syncedFileNotBlanked` when the token would stay in a file; then the account is signed out only. */
  remove(id: string): Promise<void>
  /** A token with at least so many seconds left; see `TokenKeeper.ask`. */
  ask(id: string, minValidSec?: number): Promise<IssuedToken>
  renew(id: string): Promise<IssuedToken>
  test(id: string): Promise<TestResult>
  signOut(id: string): Promise<void>
  /**
   * Takes over another program's sign-in by renewing its refresh token at once. Resolves also when that has to be tried
   * again later; rejects when it is refused (then nothing has changed), and with `alreadySignedIn`.
   */
  importTokens(id: string, refreshToken: string): Promise<void>
  /** See `SyncedFiles.add`. */
  addSyncedFile(id: string, file: SyncedFile): Promise<void>
  /** See `SyncedFiles.remove`. */
  removeSyncedFile(id: string, path: string): Promise<void>
  noteCopied(id: string): void
  /** A program got a token: it gave itself this name. */
  recordIssuedToken(id: string, client: string): void
  getHistory(id: string): readonly HistoryEvent[]
  saveSettings(change: Partial<Settings>): void
  /** To be called at least once a minute. */
  evaluate(): void
  suspend(): void
  resume(): void
  /** The network is back, or the keychain was unlocked. */
  retryNow(): void
  /** Resolves when nothing is in the air any more. */
  close(): Promise<void>
}

/** Longer than a keychain takes that asks nobody for a password. */
const readingMs = 3000

/** Of an account that nobody is signed in at. */
const blankRecord: Omit<AccountRecord, 'id' | 'demo' | 'syncedFiles' | keyof AccountForm> = {
  hasClientSecret: false,
  hasToken: false,
  attempt: null,
  person: null,
  sites: [],
}

/** What programs say for the default account. */
const reservedName = 'default'

/** The accounts of this owner. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { clock, store, history, records } = deps
  const look = (id: string): void => files.look(id)
  const accountStore = createAccountStore(records, store, look)
  /** Accounts whose taking over is under way: whoever asked for that is told how it went, and needs no alert. */
  const takenOver = new Set<string>()
  const alert: AccountsDeps['alert'] = (id, what) => {
    if (!takenOver.has(id)) deps.alert(id, what)
  }
  const accountTokens = createAccountTokens({ ...deps, alert }, accountStore, look)
  const files: SyncedFiles = createSyncedFiles(deps, accountStore, accountTokens)
  const signIns = createSignIns(deps, accountStore, accountTokens)
  const settingsResolver = createAccountSettingsResolver(deps.discovery, clock)
  const nowMs = () => clock.now().wallMs
  let known: Promise<void> = Promise.resolve()

  const assertNameIsFree = (id: string | null, name: string): void => {
    const before = id === null ? null : accountStore.get(id).name
    if (name.toLowerCase() === reservedName && name !== before)
      throw new AppError('invalidInput', 'The name “default” stands for the default account.', {
        field: 'name',
      })
    const twin = accountStore
      .all()
      .find((other) => other.id !== id && other.name.toLowerCase() === name.toLowerCase())
    if (twin !== undefined)
      throw new AppError('invalidInput', 'Another account has this name.', { field: 'name' })
  }

  const save = async ({ id, demo = false, ...options }: AccountToSave): Promise<string> => {
    assertNameIsFree(id, options.form.name)
    const isSignedIn =
      id !== null && (accountTokens.get(id).current() !== null || accountStore.get(id).hasToken)
    const earlier = id === null ? null : { record: accountStore.get(id), isSignedIn }
    const { form, clientSecret } = await settingsResolver.resolve(earlier, options.form, options.clientSecret)
    // that may have taken a while
    assertNameIsFree(id, form.name)
    if (id !== null) {
      const before = accountStore.get(id)
      accountStore.update(id, form)
      try {
        await accountTokens.get(id).reconfigure(clientSecret)
      } catch (error) {
        accountStore.update(id, toAccountForm(before))
        throw error
      }
      return id
    }
    const newId = deps.entropy.newId()
    accountStore.add({ ...blankRecord, ...form, id: newId, demo, syncedFiles: [] })
    await accountTokens.add(newId)
    if (clientSecret !== null) await accountTokens.get(newId).reconfigure(clientSecret)
    return newId
  }

  const signOut = async (id: string): Promise<void> => {
    const accountToken = accountTokens.get(id)
    await signIns.endSignIn(id)
    await accountToken.clear()
    accountStore.update(id, blankRecord)
    history.clear(id)
    history.add(id, { kind: 'signedOut', atMs: nowMs() })
    store.dispatch({ type: 'signInEnded', id, error: null })
    // one that keeps the token is shown, and tried again
    await files.blanked(id).catch(() => undefined)
  }

  /** Stored before it is sent, as any refresh token: so a lost answer or a crash costs nothing. */
  const importAndRenew = async (id: string, refreshToken: string): Promise<void> => {
    const accountToken = accountTokens.get(id)
    if (accountToken.current() !== null) throw new AppError('alreadySignedIn')
    const clientSecret = await accountToken.clientSecret()
    const { tokenSet, obtainedAt } = usedUpTokenSet(refreshToken, clock.now(), accountStore.get(id).scopes)
    await accountToken.setTokens({ clientSecret, tokenSet }, obtainedAt)
    try {
      await accountToken.renew()
    } catch (error) {
      const { kind } = store.state().facts[id]?.problem ?? { kind: 'none' }
      // anything else is tried again by itself
      if (kind !== 'signInNeeded' && kind !== 'misconfigured') return
      await accountToken.setTokens({ clientSecret, tokenSet: null }, clock.now())
      throw error
    }
    history.add(id, { kind: 'signedIn', atMs: nowMs(), person: null })
  }

  const importTokens = async (id: string, refreshToken: string): Promise<void> => {
    takenOver.add(id)
    await importAndRenew(id, refreshToken).finally(() => takenOver.delete(id))
  }

  return {
    start: () => {
      const reading = Promise.all(accountStore.all().map(({ id }) => accountTokens.add(id))).then(
        () => undefined,
      )
      const late = new Promise<void>((resolve) => clock.setTimer(readingMs, resolve))
      known = Promise.race([reading, late])
      return reading
    },
    known: () => known,
    discover: settingsResolver.discover,
    save,
    remove: async (id) => {
      accountStore.get(id)
      await signOut(id)
      await files.blanked(id)
      files.clear(id)
      accountTokens.remove(id)
      accountStore.remove(id)
      history.clear(id)
    },
    ask: (id, minValidSec) => accountTokens.get(id).ask(minValidSec),
    renew: (id) => accountTokens.get(id).renew(),
    test: async (id) =>
      testToken(clock, deps.api, accountStore.get(id), (await accountTokens.get(id).ask()).accessToken),
    signIn: signIns.signIn,
    finishSignIn: signIns.finishSignIn,
    awaitSignIn: signIns.awaitSignIn,
    answerSignIn: signIns.answerSignIn,
    cancelSignIn: signIns.cancelSignIn,
    signOut,
    importTokens,
    recordIssuedToken: (id, client) => history.countIssuedToken(id, client, nowMs()),
    addSyncedFile: files.add,
    removeSyncedFile: files.remove,
    noteCopied: (id) => history.add(id, { kind: 'copied', atMs: nowMs() }),
    getHistory: (id) => history.of(id),
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
    suspend: () => accountTokens.all().forEach((accountToken) => accountToken.suspend()),
    resume: () => {
      for (const { id } of accountStore.all()) history.add(id, { kind: 'wokeUp', atMs: nowMs() })
      accountTokens.all().forEach((accountToken) => accountToken.resume())
      files.retryNow()
    },
    retryNow: () => {
      accountTokens.all().forEach((accountToken) => accountToken.retryNow())
      files.retryNow()
    },
    close: async () => {
      signIns.cancelAll()
      const closed = accountTokens.all().map((accountToken) => accountToken.close())
      history.flush()
      await Promise.all(closed)
      await files.close()
    },
  }
}
