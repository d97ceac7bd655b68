import { accountFormOf } from '../../shared/to-account-form.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { HistoryEvent } from '../../shared/history.ts'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { Settings } from '../../shared/settings.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { AccountRecord, Records, ServerDiscovery } from '../ports.ts'
import type { HandOut } from '../token/account-token-types.ts'
import { usedUpTokenSet } from '../token/token-set.ts'
import { createKeepers, type KeepersDeps } from './account-tokens.ts'
import { createSyncedFiles, type SyncedFiles, type SyncedFilesDeps } from '../synced-files/synced-files.ts'
import { createFormSettler } from './resolve-account-settings.ts'
import { createRoster } from './account-store.ts'
import { createSignIns, type SignIns, type SignInsDeps } from './sign-ins.ts'
import { testToken } from './test-token.ts'

export interface AccountsDeps extends KeepersDeps, SignInsDeps, SyncedFilesDeps {
  readonly records: Records
  readonly discovery: ServerDiscovery
}

export interface AccountToSave {
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
  ask(id: string, minValidSec?: number): Promise<HandOut>
  renew(id: string): Promise<HandOut>
  test(id: string): Promise<TestResult>
  signOut(id: string): Promise<void>
  /**
   * Takes over another program's sign-in by renewing its refresh token at once. Resolves also when that has to be tried
   * again later; rejects when it is refused (then nothing has changed), and with `alreadySignedIn`.
   */
  takeOver(id: string, refreshToken: string): Promise<void>
  /** See `SyncedFiles.add`. */
  addSyncedFile(id: string, file: SyncedFile): Promise<void>
  /** See `SyncedFiles.remove`. */
  removeSyncedFile(id: string, path: string): Promise<void>
  noteCopied(id: string): void
  /** A program got a token: it gave itself this name. */
  noteHandOut(id: string, client: string): void
  historyOf(id: string): readonly HistoryEvent[]
  saveSettings(change: Partial<Settings>): void
  /** To be called at least once a minute. */
  evaluate(): void
  suspend(): void
  resume(): void
  /** The network is back, or the keychain was unlocked. */
  hurry(): void
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
  const roster = createRoster(records, store, look)
  /** Accounts whose taking over is under way: whoever asked for that is told how it went, and needs no alert. */
  const takenOver = new Set<string>()
  const alert: AccountsDeps['alert'] = (id, what) => {
    if (!takenOver.has(id)) deps.alert(id, what)
  }
  const keepers = createKeepers({ ...deps, alert }, roster, look)
  const files: SyncedFiles = createSyncedFiles(deps, roster, keepers)
  const signIns = createSignIns(deps, roster, keepers)
  const settler = createFormSettler(deps.discovery, clock)
  const nowMs = () => clock.now().wallMs
  let known: Promise<void> = Promise.resolve()

  const assertNameIsFree = (id: string | null, name: string): void => {
    const before = id === null ? null : roster.get(id).name
    if (name.toLowerCase() === reservedName && name !== before)
      throw new AppError('invalidInput', 'The name “default” stands for the default account.', {
        field: 'name',
      })
    const twin = roster
      .all()
      .find((other) => other.id !== id && other.name.toLowerCase() === name.toLowerCase())
    if (twin !== undefined)
      throw new AppError('invalidInput', 'Another account has this name.', { field: 'name' })
  }

  const save = async ({ id, demo = false, ...wish }: AccountToSave): Promise<string> => {
    assertNameIsFree(id, wish.form.name)
    const isSignedIn = id !== null && (keepers.get(id).held() !== null || roster.get(id).hasToken)
    const earlier = id === null ? null : { record: roster.get(id), isSignedIn }
    const { form, clientSecret } = await settler.settle(earlier, wish.form, wish.clientSecret)
    // that may have taken a while
    assertNameIsFree(id, form.name)
    if (id !== null) {
      const before = roster.get(id)
      roster.update(id, form)
      try {
        await keepers.get(id).reconfigure(clientSecret)
      } catch (error) {
        roster.update(id, accountFormOf(before))
        throw error
      }
      return id
    }
    const newId = deps.entropy.newId()
    roster.add({ ...blankRecord, ...form, id: newId, demo, syncedFiles: [] })
    await keepers.add(newId)
    if (clientSecret !== null) await keepers.get(newId).reconfigure(clientSecret)
    return newId
  }

  const signOut = async (id: string): Promise<void> => {
    const keeper = keepers.get(id)
    await signIns.endSignIn(id)
    await keeper.forget()
    roster.update(id, blankRecord)
    history.forget(id)
    history.add(id, { kind: 'signedOut', atMs: nowMs() })
    store.dispatch({ type: 'signInEnded', id, error: null })
    // one that keeps the token is shown, and tried again
    await files.blanked(id).catch(() => undefined)
  }

  /** Stored before it is sent, as any refresh token: so a lost answer or a crash costs nothing. */
  const adoptAndRenew = async (id: string, refreshToken: string): Promise<void> => {
    const keeper = keepers.get(id)
    if (keeper.held() !== null) throw new AppError('alreadySignedIn')
    const clientSecret = await keeper.clientSecret()
    const { tokenSet, obtainedAt } = usedUpTokenSet(refreshToken, clock.now(), roster.get(id).scopes)
    await keeper.adopt({ clientSecret, tokenSet }, obtainedAt)
    try {
      await keeper.renew()
    } catch (error) {
      const { kind } = store.state().facts[id]?.trouble ?? { kind: 'none' }
      // anything else is tried again by itself
      if (kind !== 'signInNeeded' && kind !== 'misconfigured') return
      await keeper.adopt({ clientSecret, tokenSet: null }, clock.now())
      throw error
    }
    history.add(id, { kind: 'signedIn', atMs: nowMs(), person: null })
  }

  const takeOver = async (id: string, refreshToken: string): Promise<void> => {
    takenOver.add(id)
    await adoptAndRenew(id, refreshToken).finally(() => takenOver.delete(id))
  }

  return {
    start: () => {
      const reading = Promise.all(roster.all().map(({ id }) => keepers.add(id))).then(() => undefined)
      const late = new Promise<void>((resolve) => clock.setTimer(readingMs, resolve))
      known = Promise.race([reading, late])
      return reading
    },
    known: () => known,
    discover: settler.discover,
    save,
    remove: async (id) => {
      roster.get(id)
      await signOut(id)
      await files.blanked(id)
      files.forget(id)
      keepers.remove(id)
      roster.remove(id)
      history.forget(id)
    },
    ask: (id, minValidSec) => keepers.get(id).ask(minValidSec),
    renew: (id) => keepers.get(id).renew(),
    test: async (id) => testToken(clock, deps.api, roster.get(id), (await keepers.get(id).ask()).accessToken),
    signIn: signIns.signIn,
    finishSignIn: signIns.finishSignIn,
    awaitSignIn: signIns.awaitSignIn,
    answerSignIn: signIns.answerSignIn,
    cancelSignIn: signIns.cancelSignIn,
    signOut,
    takeOver,
    noteHandOut: (id, client) => history.countHandOut(id, client, nowMs()),
    addSyncedFile: files.add,
    removeSyncedFile: files.remove,
    noteCopied: (id) => history.add(id, { kind: 'copied', atMs: nowMs() }),
    historyOf: (id) => history.of(id),
    saveSettings: (change) => {
      const settings = { ...store.state().settings, ...change }
      records.saveSettings(settings)
      store.dispatch({ type: 'settingsChanged', settings })
      for (const keeper of keepers.all()) keeper.evaluate()
    },
    evaluate: () => {
      history.flush()
      keepers.all().forEach((keeper) => keeper.evaluate())
    },
    suspend: () => keepers.all().forEach((keeper) => keeper.suspend()),
    resume: () => {
      for (const { id } of roster.all()) history.add(id, { kind: 'wokeUp', atMs: nowMs() })
      keepers.all().forEach((keeper) => keeper.resume())
      files.hurry()
    },
    hurry: () => {
      keepers.all().forEach((keeper) => keeper.hurry())
      files.hurry()
    },
    close: async () => {
      signIns.cancelAll()
      const closed = keepers.all().map((keeper) => keeper.close())
      history.flush()
      await Promise.all(closed)
      await files.close()
    },
  }
}
