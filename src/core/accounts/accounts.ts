import type { AccountForm } from '../../shared/account.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { HistoryEvent } from '../../shared/history.ts'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { Settings } from '../../shared/settings.ts'
import type { AccountRecord, Records } from '../ports.ts'
import type { HandOut } from '../renewal/token-keeper-types.ts'
import { tokenSetFrom } from '../renewal/token-set.ts'
import { createKeepers, type KeepersDeps } from './keepers.ts'
import { createRoster } from './roster.ts'
import { createSignIns, type SignIns, type SignInsDeps } from './sign-ins.ts'
import { testToken } from './test-token.ts'

export interface AccountsDeps extends KeepersDeps, SignInsDeps {
  readonly records: Records
}

export interface AccountToSave {
  /** null makes a new account. */
  readonly id: string | null
  readonly form: AccountForm
  /** null leaves the one that is stored. */
  readonly clientSecret: string | null
  readonly demo?: boolean
}

/** Everything that can be done with accounts. Methods throw or reject with an `AppError`. */
export interface Accounts extends Pick<SignIns, 'signIn' | 'answerSignIn' | 'cancelSignIn'> {
  /** Reads the keychain for every account and starts keeping their tokens. */
  start(): Promise<void>
  /** Returns the account's id. */
  save(account: AccountToSave): Promise<string>
  remove(id: string): Promise<void>
  /** A token with at least so many seconds left; see `TokenKeeper.ask`. */
  ask(id: string, minValidSec?: number): Promise<HandOut>
  renew(id: string): Promise<HandOut>
  test(id: string): Promise<TestResult>
  signOut(id: string): Promise<void>
  /** Takes over another program's sign-in by renewing its refresh token at once. */
  takeOver(id: string, refreshToken: string): Promise<void>
  noteCopied(id: string): void
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

const blankRecord: Omit<AccountRecord, 'id' | 'demo' | keyof AccountForm> = {
  hasClientSecret: false,
  hasToken: false,
  attempt: null,
  person: null,
  sites: [],
}

/** The accounts of this owner. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { clock, store, history, records } = deps
  const roster = createRoster(records, store)
  const keepers = createKeepers(deps, roster)
  const signIns = createSignIns(deps, roster, keepers)
  const nowMs = () => clock.now().wallMs

  const assertNameIsFree = (id: string | null, name: string): void => {
    const twin = roster
      .all()
      .find((other) => other.id !== id && other.name.toLowerCase() === name.toLowerCase())
    if (twin !== undefined)
      throw new AppError('invalidInput', 'Another account has this name.', { field: 'name' })
  }

  const save = async ({ id, form, clientSecret, demo = false }: AccountToSave): Promise<string> => {
    assertNameIsFree(id, form.name)
    if (id !== null) {
      roster.get(id)
      roster.update(id, form)
      await keepers.get(id).reconfigure(clientSecret)
      return id
    }
    if (clientSecret === null) {
      throw new AppError('invalidInput', 'The client secret is missing.', { field: 'clientSecret' })
    }
    const newId = deps.entropy.newId()
    roster.add({ ...blankRecord, ...form, id: newId, demo })
    await keepers.add(newId)
    await keepers.get(newId).reconfigure(clientSecret)
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
  }

  const takeOver = async (id: string, refreshToken: string): Promise<void> => {
    const account = roster.get(id)
    const clientSecret = await keepers.get(id).clientSecret()
    const sentAt = clock.now()
    const outcome = await deps.oauth.refresh(
      account,
      clientSecret,
      refreshToken,
      new AbortController().signal,
    )
    if (outcome.kind !== 'granted') throw new AppError(outcome.code)
    const grant = { refreshToken, ...outcome.grant }
    await keepers
      .get(id)
      .adopt({ clientSecret, tokenSet: tokenSetFrom(grant, sentAt.wallMs, null, account.scopes) }, sentAt)
    history.add(id, { kind: 'signedIn', atMs: nowMs(), person: null })
    keepers.learnWhose(id)
  }

  return {
    start: async () => {
      await Promise.all(roster.all().map(({ id }) => keepers.add(id)))
    },
    save,
    remove: async (id) => {
      roster.get(id)
      await signOut(id)
      keepers.remove(id)
      roster.remove(id)
      history.forget(id)
    },
    ask: (id, minValidSec) => keepers.get(id).ask(minValidSec),
    renew: (id) => keepers.get(id).renew(),
    test: async (id) =>
      testToken(clock, deps.jira, roster.get(id), (await keepers.get(id).ask()).accessToken),
    signIn: signIns.signIn,
    answerSignIn: signIns.answerSignIn,
    cancelSignIn: signIns.cancelSignIn,
    signOut,
    takeOver,
    noteCopied: (id) => history.add(id, { kind: 'copied', atMs: nowMs() }),
    historyOf: (id) => history.of(id),
    saveSettings: (change) => {
      const settings = { ...store.state().settings, ...change }
      records.saveSettings(settings)
      store.dispatch({ type: 'settingsChanged', settings })
      for (const keeper of keepers.all()) keeper.evaluate()
    },
    evaluate: () => keepers.all().forEach((keeper) => keeper.evaluate()),
    suspend: () => keepers.all().forEach((keeper) => keeper.suspend()),
    resume: () => {
      for (const { id } of roster.all()) history.add(id, { kind: 'wokeUp', atMs: nowMs() })
      keepers.all().forEach((keeper) => keeper.resume())
    },
    hurry: () => keepers.all().forEach((keeper) => keeper.hurry()),
    close: async () => {
      signIns.cancelAll()
      await Promise.all(keepers.all().map((keeper) => keeper.close()))
    },
  }
}
