import { createAccounts, type Accounts } from '../../src/core/accounts/accounts.ts'
import { createFakeDiscovery } from '../support/fakes/fake-discovery.ts'
import { createFakePendingSignIns } from '../support/fakes/fake-pending-sign-ins.ts'
import { createAppStore } from '../../src/core/state/app-store.ts'
import type { Moment } from '../../src/core/clock.ts'
import type { Records } from '../../src/core/ports.ts'
import { createHistory } from '../../src/core/accounts/history.ts'
import { maxMinValidSec } from '../../src/core/token/renewal-plan.ts'
import { toTokenSet, type AccountSecret } from '../../src/core/token/token-set.ts'
import { AppError } from '../../src/shared/error-codes.ts'
import { defaultSettings } from '../../src/shared/settings.ts'
import type { AccountTokenFacts } from '../../src/core/token/account-token-types.ts'
import { accountRecord } from '../../scripts/fixtures/account-record.ts'
import { createFakeClock, drain, startMs } from '../support/fakes/fake-clock.ts'
import { createMortal, type Mortal } from '../support/fakes/mortal.ts'
import { createFakeHistoryFile } from '../support/fakes/fake-history-file.ts'
import { createFakeTokenFiles } from '../support/fakes/fake-token-files.ts'
import { silentLog } from '../support/fakes/silent-log.ts'
import { createAgenda } from './agenda.ts'
import { createCustody, type Custody, type Issued } from './custody.ts'
import { createOverestimates, hiddenMs, type Tampering } from './hidden-time.ts'
import { randomFrom } from './random.ts'
import {
  dayMs,
  hourMs,
  minuteMs,
  secondMs,
  simulatedDays,
  type Happening,
  type Schedule,
  type Stage,
} from './schedule.ts'
import { createSimKeychain } from './sim-keychain.ts'
import { createSimProvider, type SimProvider } from './sim-provider.ts'
import { planSleeps } from './usage.ts'

/** A quiet period after the 90 days. At its end, everything must be well. */
const calmMs = 3 * hourMs

/** By then, everything in progress after the 90 days must have ended: sleep, downtime, and waits for the user. */
const maxEndingMs = 30 * dayMs

/** A suspend without a resume delays renewals for a minute; see `longestSuspendMs`. */
const suspendedMs = 61 * secondMs

/** From the announcement of a sleep to the sleep; longer than the app waits for it. */
const maxUntilSleepMs = 70 * secondMs

/** A wall clock this far behind the time of a stored token may be inaccurate rather than set back. */
const clockToleranceMs = 2 * secondMs

/** A connection survives shorter sleeps. */
const answersLostMs = 5 * secondMs

const toPerson = (name: string) => ({ accountId: name, name, email: null, avatar: null })

/** One caller's request and its outcome. Times are true times. */
interface Asked {
  readonly account: number
  readonly needSec: number
  readonly atMs: number
  /** Whether there was no problem with this account at the start. */
  readonly cleanAtStart: boolean
  readonly slowAtStart: boolean
  /** Whether nothing went wrong until the end. */
  cleanToEnd: boolean
  endedAtMs: number | null
  accessToken: string | null
  code: string | null
  /** The true seconds that the returned token had left, and how many the app claimed. */
  leftSec: number
  claimedSec: number
  /** By how many seconds the app must overestimate the token: see `hidden-time.ts`. */
  overSec: number
}

/** A request to the provider at a moment when none should be sent. */
interface Untimely {
  readonly atMs: number
  readonly why:
    'the computer is about to sleep' | 'the Retry-After is not over' | 'the last pair is not stored'
}

/** What a sign-in brought. */
interface Brought {
  readonly accessToken: string
  readonly requestsBefore: number
  /** To call if it was not stored. */
  failed(): void
}

/** One account's timeline, for the oracle. */
export type Mark =
  | { readonly kind: 'possible' | 'impossible'; readonly atMs: number }
  | { readonly kind: 'setWall'; readonly atMs: number; readonly byMs: number }
  | { readonly kind: 'restart' | 'signedIn'; readonly atMs: number }
  | { readonly kind: 'wanted'; readonly atMs: number; readonly needSec: number }

export interface AccountRun {
  readonly provider: SimProvider
  readonly custody: Custody
  readonly issued: Issued[]
  readonly untimely: Untimely[]
  /** When a sign-in left the note of an earlier attempt to renew, in true time. */
  readonly notesLeft: number[]
  /** Callers that wait for a renewal because the user clicked Renew. */
  clicks: number
  /** From the request to sign out to the next sign-in; then no refusal is judged. */
  isSignedOut: boolean
  readonly marks: Mark[]
  /** Access tokens that came from a renewal and were stored. */
  readonly taken: Set<string>
  /** The refresh tokens whose refusal ended a sign-in. */
  readonly endings: {
    readonly refreshToken: string
    readonly atMs: number
    /** By how much the app had to overestimate its access token at most. */
    readonly overMs: number
  }[]
  /** Whether the app says to sign in. */
  isOver: boolean
  last: AccountTokenFacts | null
}

export interface Run {
  readonly accounts: readonly AccountRun[]
  readonly asked: readonly Asked[]
  readonly crashesInFlight: number
  readonly keychainFaults: number
  readonly endMs: number
  /** The same on the wall clock that the app sees. */
  readonly endWallMs: number
  readonly steps: number
}

/** Runs a schedule with the real accounts and account tokens. */
export async function live(schedule: Schedule): Promise<Run> {
  const random = randomFrom(schedule.seed)
  const clock = createFakeClock()
  const agenda = createAgenda()
  const endMs = simulatedDays * dayMs
  const asked: Asked[] = []
  let setByMs = 0
  let sleptMs = 0
  let asleep = false
  let sleeps = 0
  let suspendedUntilMs = 0
  let steps = 0
  let crashesInFlight = 0
  let keychainFaults = 0
  /** When the system announced a sleep that is still to come; null if it didn't. */
  let announced: Moment | null = null
  let armedCrash: { readonly stage: Stage; readonly downMs: number } | null = null
  let armedSleep: (Happening & { kind: 'sleep' }) | null = null
  let startWanted = false
  let isCalm = false
  const onWake: Happening[] = []
  let mortal: Mortal = createMortal()
  let accounts: Accounts | null = null
  let facts: ((id: string) => AccountTokenFacts | undefined) | null = null

  const trueMs = () => clock.now().wallMs - startMs - setByMs
  const secrets = createSimKeychain({ clock, trueMs, random })

  const die = (downMs: number): void => {
    mortal.kill()
    accounts = null
    facts = null
    announced = null
    signingIn.clear()
    signingOut.clear()
    secrets.hangUp()
    for (const run of runs) {
      run.provider.hangUp()
      run.clicks = 0
    }
    agenda.at(trueMs() + downMs, startProcess)
    for (const one of pending) one.cleanToEnd = false
    pending.clear()
    noteAll()
  }

  const reached = (stage: Stage): boolean => {
    if (armedSleep !== null && stage === 'sent') {
      const sleep = armedSleep
      armedSleep = null
      agenda.at(trueMs(), () => {
        if (sleep.suspendTold && !asleep) tellSuspend()
        fallAsleep(sleep)
      })
    }
    if (armedCrash?.stage !== stage) return false
    const { downMs } = armedCrash
    armedCrash = null
    crashesInFlight += 1
    // keychain and note are two files: no crash between storing a used pair late and noting its use, for any account
    const dying = mortal
    if (stage === 'sent') agenda.at(trueMs(), () => void (dying.isAlive() && die(downMs)))
    else die(downMs)
    return true
  }

  const runs: AccountRun[] = schedule.accounts.map((plan, index) => {
    const provider = createSimProvider(plan, schedule.idleDays, {
      clock,
      trueMs,
      random,
      reached,
      sleeps: () => sleeps,
    })
    const tokenSet = toTokenSet(provider.firstGrant, clock.now().wallMs, null, [])
    secrets.items.set(`a${index}`, { clientSecret: plan.isPublic === true ? null : 'secret', tokenSet })
    return {
      provider,
      custody: createCustody(provider.issuer),
      issued: [],
      untimely: [],
      notesLeft: [],
      clicks: 0,
      isSignedOut: false,
      marks: [],
      taken: new Set(),
      endings: [],
      isOver: false,
      last: null,
    }
  })
  const getRun = (id: string): AccountRun => runs[Number(id.slice(1))]!
  /** How far off the wall clock was when a token was requested. */
  const setByAtBirth = new Map<string, number>()
  const bornKey = (index: number, accessToken: string) => `${index}/${accessToken}`
  runs.forEach(({ provider }, index) => setByAtBirth.set(bornKey(index, provider.firstGrant.accessToken), 0))
  const overestimates = createOverestimates()
  const tampering = (): Tampering => ({ sleptMs, setByMs })
  /** When each account's token last looked at the clocks. */
  const lookedAt = runs.map(tampering)
  /** The same for the waits of all accounts. */
  let waitsLookedAt = tampering()
  /** When the requests for access tokens that are not in place yet were sent. */
  const sentAt = new Map<string, Tampering>()
  /** Access tokens that came from signing in. */
  const signedIn = new Set<string>()
  /** By account: what the sign-in in progress brought; null: nothing yet. */
  const signingIn = new Map<number, Brought | null>()
  const signingOut = new Set<number>()

  let content: ReturnType<Records['accounts']> = schedule.accounts.map((plan, index) =>
    accountRecord({
      id: `a${index}`,
      name: `Account ${index}`,
      bufferMinutes: plan.bufferMinutes,
      ...(plan.isPublic === true ? { kind: 'mcp-server' } : { hasClientSecret: true }),
      hasToken: true,
      person: toPerson(`Account ${index}`),
    }),
  )
  const past = createFakeHistoryFile()

  const pending = new Set<Asked>()
  const isPossible = (run: AccountRun) =>
    accounts !== null &&
    !asleep &&
    trueMs() >= suspendedUntilMs &&
    (secrets.fault === null || secrets.fault === 'slow') &&
    (run.provider.outage === null || run.provider.outage === 'slow')
  const note = (run: AccountRun): void => {
    const kind = isPossible(run) ? 'possible' : 'impossible'
    if (run.marks.findLast((mark) => mark.kind === 'possible' || mark.kind === 'impossible')?.kind !== kind)
      run.marks.push({ kind, atMs: trueMs() })
  }
  const noteAll = () => runs.forEach(note)
  const disturb = (run: AccountRun | null): void => {
    for (const one of pending) if (run === null || runs[one.account] === run) one.cleanToEnd = false
  }

  /** Whether the app has read what the keychain has. */
  const isRead = (index: number): boolean =>
    runs[index]!.custody.isRead() &&
    secrets.items.get(`a${index}`)?.tokenSet?.refreshToken === runs[index]!.custody.held().refreshToken

  const storedKey = (index: number) =>
    bornKey(index, secrets.items.get(`a${index}`)?.tokenSet?.accessToken ?? 'none')
  const heldKey = (index: number) => bornKey(index, runs[index]!.custody.held().accessToken)

  /** The account's token looks at the clocks, and counts what has passed since it last did. */
  const look = (index: number): void => {
    const ms = hiddenMs(lookedAt[index]!, tampering())
    if (ms > 0) for (const key of new Set([heldKey(index), storedKey(index)])) overestimates.add(key, ms)
    lookedAt[index] = tampering()
  }

  /** The same for the waits. They seem longer by what is hidden from them. */
  const lookAtWaits = (): void => {
    const ms = hiddenMs(waitsLookedAt, tampering())
    if (ms > 0) for (const { provider } of runs) provider.extendSlowDowns(ms)
    waitsLookedAt = tampering()
  }

  /** The app has read a token. Its age is based on the wall clock alone, so a token from the future counts as expired. */
  const readToken = (index: number): void => {
    if (isRead(index)) return
    const { obtainedAtMs = Infinity } = secrets.items.get(`a${index}`)?.tokenSet ?? {}
    const isFromFuture = clock.now().wallMs < obtainedAtMs - clockToleranceMs
    const setBackMs = Math.max(0, (setByAtBirth.get(storedKey(index)) ?? 0) - setByMs)
    overestimates.startOver(storedKey(index), isFromFuture ? 0 : setBackMs)
    lookedAt[index] = tampering()
  }

  /** The app waits for a sleep for a minute, by the clock that sees more time pass. */
  const isAboutToSleep = (): boolean => {
    if (announced === null) return false
    const { wallMs, monotonicMs } = clock.now()
    return (
      Math.max(wallMs - announced.wallMs, monotonicMs - announced.monotonicMs) < suspendedMs - 2 * secondMs
    )
  }

  const judgeRequest = (run: AccountRun): void => {
    if (run.clicks > 0) return
    const found = (why: Untimely['why']) => run.untimely.push({ atMs: trueMs(), why })
    const isAwaited = [...pending].some((one) => runs[one.account] === run)
    if (isAboutToSleep()) found('the computer is about to sleep')
    if (trueMs() < run.provider.quietUntilMs - secondMs) found('the Retry-After is not over')
    if (run.custody.isUnsaved() && !isAwaited) found('the last pair is not stored')
  }

  const settled = async (id: string, { tokenSet }: AccountSecret, write: Promise<void>): Promise<void> => {
    if (tokenSet === null) return write
    const { custody } = getRun(id)
    const index = Number(id.slice(1))
    const wrote = (isStored: boolean): void => {
      custody.wrote(tokenSet, isStored)
      // a new token lives from its request on
      const key = bornKey(index, tokenSet.accessToken)
      const sent = sentAt.get(key)
      if (sent === undefined || heldKey(index) !== key) return
      sentAt.delete(key)
      overestimates.startOver(key, hiddenMs(sent, tampering()))
      lookedAt[index] = tampering()
    }
    try {
      await write
    } catch (error) {
      wrote(false)
      throw error
    }
    wrote(true)
  }

  const startProcess = (): void => {
    if (asleep) {
      startWanted = true
      return
    }
    const mine = createMortal()
    mortal = mine
    const mySecrets = mine.secrets(secrets)
    runs.forEach((run, index) => run.custody.started(secrets.items.get(`a${index}`)?.tokenSet ?? null))
    const records: Records = {
      accounts: () => content,
      saveAccounts: mine.act((next) => {
        content = next
      }),
      settings: () => defaultSettings,
      saveSettings: () => undefined,
    }
    const store = createAppStore({
      app: { version: '0', platform: 'linux', demoAvailable: false, updateFeed: null },
      records: content,
      facts: {},
      signIns: {},
      signInErrors: {},
      syncedFiles: {},
      settings: defaultSettings,
      notices: [],
    })
    const live = createAccounts({
      clock: mine.clock(clock),
      pendings: createFakePendingSignIns(),
      removeUnknownSecrets: async () => undefined,
      knowsAllAccounts: false,
      entropy: { random, newId: () => 'unused', hash: (text) => `#${text}` },
      secrets: {
        ...mySecrets,
        write: async (id, secret) => {
          const accessToken = secret.tokenSet?.accessToken ?? 'none'
          if (reached('answered')) return new Promise(() => undefined)
          const isFirst = !getRun(id).custody.hasWritten(accessToken)
          await settled(id, secret, mySecrets.write(id, secret))
          const isCounted = secrets.fault === null || secrets.fault === 'slow'
          if (isCounted && !signedIn.has(`${id}/${accessToken}`)) getRun(id).taken.add(accessToken)
          // the note of an attempt can't be about two pairs: no crash between storing a pair late and noting its use
          if (isFirst && reached('stored')) return new Promise(() => undefined)
        },
        read: async (id) => {
          const secret = await mySecrets.read(id)
          readToken(Number(id.slice(1)))
          getRun(id).custody.read(secret?.tokenSet ?? null)
          return secret
        },
        remove: async (id) => {
          await mySecrets.remove(id)
          getRun(id).custody.removed()
        },
      },
      oauth: {
        begin: async () => ({ url: 'https://provider.example', state: 'state', codeVerifier: 'verifier' }),
        exchange: async ({ name }) => {
          if (!mine.isAlive()) return new Promise(() => undefined)
          const index = Number(name.slice('Account '.length))
          const grant = runs[index]!.provider.issuer.signIn()
          signedIn.add(`a${index}/${grant.accessToken}`)
          setByAtBirth.set(bornKey(index, grant.accessToken), setByMs)
          sentAt.set(bornKey(index, grant.accessToken), tampering())
          runs[index]!.marks.push({ kind: 'signedIn', atMs: trueMs() })
          runs[index]!.provider.quietUntilMs = 0
          signingIn.set(index, {
            accessToken: grant.accessToken,
            requestsBefore: runs[index]!.provider.requests(),
            failed: runs[index]!.custody.acted(),
          })
          return { kind: 'granted', grant }
        },
        refresh: async ({ name }, _clientSecret, refreshToken, signal) => {
          const index = Number(name.slice('Account '.length))
          const sent = tampering()
          if (!mine.isAlive()) return new Promise(() => undefined)
          const run = runs[index]!
          judgeRequest(run)
          const brought = run.custody.requested()
          const outcome = await run.provider.refresh(refreshToken!, signal)
          if (outcome.kind === 'granted') {
            brought(outcome.grant.accessToken)
            setByAtBirth.set(bornKey(index, outcome.grant.accessToken), sent.setByMs)
            sentAt.set(bornKey(index, outcome.grant.accessToken), sent)
          }
          return mine.isAlive() ? outcome : new Promise(() => undefined)
        },
      },
      discovery: createFakeDiscovery(),
      api: {
        checkAccess: async () => ({ sites: [], server: null }),
        person: async ({ name }) => toPerson(name),
      },
      surfaces: {
        window: { open: async () => 'https://callback.example' },
        browser: { open: async () => '' },
      },
      tokenFiles: createFakeTokenFiles(),
      history: createHistory(
        { ...past, append: mine.act(past.append), save: mine.act(past.save) },
        silentLog,
      ),
      store: {
        ...store,
        dispatch: (event) => {
          if (event.type === 'accountTokenChanged' && mine.isAlive()) look(Number(event.id.slice(1)))
          store.dispatch(event)
        },
      },
      records,
      log: silentLog,
      alert: () => undefined,
    })
    accounts = live
    facts = (id) => store.state().facts[id]
    for (const run of runs) run.marks.push({ kind: 'restart', atMs: trueMs() })
    noteAll()
    void live.start()
  }

  const heartbeat = (): void => {
    if (asleep || accounts === null) return
    lookAtWaits()
    accounts.evaluate()
  }
  /** The heartbeat every minute only matters after something that no timer could foresee. */
  const heartbeatSoon = (): void => {
    const firstMs = trueMs() + minuteMs * random()
    for (const minute of [0, 1]) agenda.at(firstMs + minute * minuteMs, heartbeat)
  }

  const tellSuspend = (): void => {
    suspendedUntilMs = Infinity
    if (accounts !== null) announced = clock.now()
    lookAtWaits()
    if (accounts !== null) runs.forEach((_run, index) => look(index))
    accounts?.suspend()
    disturb(null)
    noteAll()
  }

  const fallAsleep = (sleep: Happening & { kind: 'sleep' }): void => {
    if (asleep) return
    asleep = true
    disturb(null)
    noteAll()
    agenda.at(trueMs() + sleep.forMs, () => {
      asleep = false
      announced = null
      if (sleep.forMs >= answersLostMs) sleeps += 1
      if (startWanted) {
        startWanted = false
        startProcess()
      }
      if (sleep.resumeTold && accounts !== null) {
        suspendedUntilMs = 0
        lookAtWaits()
        accounts.resume()
      } else if (suspendedUntilMs === Infinity) {
        suspendedUntilMs = trueMs() + suspendedMs
        agenda.at(suspendedUntilMs, noteAll)
      }
      noteAll()
      heartbeatSoon()
      for (const late of onWake.splice(0))
        agenda.at(trueMs() + 5 * minuteMs * random() ** 3, () => happen(late))
    })
  }

  /** What a refusal is about: what the keychain has, if the app could look, else what the app must hold. */
  const getRefreshToken = (index: number): string => {
    const { custody } = runs[index]!
    const canLook = secrets.fault === null && secrets.failedAtMs() < trueMs() && !custody.isUnsaved()
    if (!canLook) return custody.held().refreshToken
    return secrets.items.get(`a${index}`)?.tokenSet?.refreshToken ?? 'none'
  }
  const isHonoured = (index: number) =>
    !runs[index]!.isOver && runs[index]!.provider.issuer.honours(runs[index]!.custody.held().refreshToken)

  /** Resolves with what the work returned; null if it failed. */
  const attempt = async <T>(work: Promise<T>): Promise<{ readonly value: T } | null> => {
    try {
      return { value: await work }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return null
    }
  }

  const signIn = async (index: number): Promise<void> => {
    if (asleep || accounts === null || signingIn.has(index)) return
    const run = runs[index]!
    disturb(run)
    signingIn.set(index, null)
    const isDone = (await attempt(accounts.signIn(`a${index}`, 'window'))) !== null
    const brought = signingIn.get(index) ?? null
    signingIn.delete(index)
    if (!isDone || brought === null) return brought?.failed()
    run.isSignedOut = signingOut.has(index)
    run.custody.completed(brought.accessToken)
    const isUsed = run.provider.requests() > brought.requestsBefore
    if (content[index]!.attempt !== null && !isUsed && !run.custody.isUnsaved()) run.notesLeft.push(trueMs())
  }

  const signOut = async (index: number): Promise<void> => {
    if (asleep || accounts === null || schedule.accounts[index]!.isPublic !== true) return
    const run = runs[index]!
    disturb(run)
    run.isSignedOut = true
    run.provider.quietUntilMs = 0
    const failed = run.custody.acted()
    signingOut.add(index)
    const isDone = (await attempt(accounts.signOut(`a${index}`))) !== null
    signingOut.delete(index)
    if (isDone) run.custody.completed(null)
    else failed()
  }

  const signInElsewhere = (index: number): void => {
    const run = runs[index]!
    const before = secrets.items.get(`a${index}`)
    if (run.isSignedOut || before === undefined) return
    run.provider.issuer.revokeAll()
    const grant = run.provider.issuer.signIn()
    setByAtBirth.set(bornKey(index, grant.accessToken), setByMs)
    signedIn.add(`a${index}/${grant.accessToken}`)
    run.custody.found(grant.accessToken)
    secrets.items.set(`a${index}`, { ...before, tokenSet: toTokenSet(grant, clock.now().wallMs, null, []) })
    disturb(run)
  }

  const renew = async (index: number): Promise<void> => {
    if (asleep || accounts === null) return
    const run = runs[index]!
    run.marks.push({ kind: 'wanted', atMs: trueMs(), needSec: Infinity })
    run.clicks += 1
    const mine = mortal
    const got = run.custody.asked()
    const issued = await attempt(accounts.renew(`a${index}`))
    if (!mine.isAlive()) return
    run.clicks -= 1
    if (issued !== null) run.issued.push(got(issued.value.accessToken, trueMs()))
  }

  const ask = async (index: number, percent: number | null): Promise<void> => {
    if (accounts === null) return
    const run = runs[index]!
    const { lifetimeSec } = schedule.accounts[index]!
    const needSec =
      percent === null ? Math.min(60, lifetimeSec / 2) : (percent / 100) * maxMinValidSec(lifetimeSec)
    const { provider } = run
    const one: Asked = {
      account: index,
      needSec,
      atMs: trueMs(),
      cleanAtStart:
        isPossible(run) &&
        isHonoured(index) &&
        provider.armed.length === 0 &&
        provider.doomed() === 0 &&
        secrets.doomed() === 0 &&
        trueMs() >= (provider.slowDowns.at(-1)?.toMs ?? 0),
      slowAtStart:
        provider.outage === 'slow' || provider.inFlight() > 0 || secrets.fault === 'slow' || secrets.isBusy(),
      cleanToEnd: true,
      endedAtMs: null,
      accessToken: null,
      code: null,
      leftSec: 0,
      claimedSec: 0,
      overSec: 0,
    }
    asked.push(one)
    pending.add(one)
    run.marks.push({ kind: 'wanted', atMs: trueMs(), needSec })
    const mine = mortal
    const got = run.custody.asked()
    look(index)
    try {
      const { accessToken, leftSec } = await accounts.ask(`a${index}`, percent === null ? undefined : needSec)
      one.accessToken = accessToken
      one.claimedSec = leftSec
      one.leftSec = (provider.issuer.getExpiry(accessToken) - trueMs()) / 1000
      look(index)
      one.overSec = overestimates.of(bornKey(index, accessToken)) / 1000
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      one.code = error.code
    }
    if (!mine.isAlive()) return
    if (one.accessToken !== null) run.issued.push(got(one.accessToken, trueMs()))
    one.endedAtMs = trueMs()
    if (one.code !== null && !isHonoured(index)) one.cleanToEnd = false
    pending.delete(one)
  }

  const happen = (happening: Happening): void => {
    if (isCalm) return
    const affected = (index: number) => index % runs.length
    switch (happening.kind) {
      case 'sleep': {
        if (asleep) return
        if (happening.inFlight) {
          armedSleep = happening
          return
        }
        if (happening.suspendTold) tellSuspend()
        return agenda.at(trueMs() + (happening.suspendTold ? maxUntilSleepMs * random() ** 2 : 0), () =>
          fallAsleep(happening),
        )
      }
      case 'crash':
        if (accounts === null) return
        if (happening.stage === null) return die(happening.downMs)
        armedCrash = { stage: happening.stage, downMs: happening.downMs }
        if (happening.provoked) void renew(0)
        return
      case 'outage': {
        const struck = happening.account === null ? runs : [runs[affected(happening.account)]!]
        for (const run of struck) {
          if (run.provider.outage !== null) continue
          run.provider.outage = happening.fault
          if (happening.fault !== 'slow') disturb(run)
          note(run)
          agenda.at(trueMs() + happening.forMs, () => {
            run.provider.outage = null
            note(run)
          })
        }
        if (happening.endTold) agenda.at(trueMs() + happening.forMs, () => !asleep && accounts?.retryNow())
        return
      }
      case 'fault': {
        const run = runs[affected(happening.account)]!
        for (let time = 0; time < happening.times; time += 1) run.provider.armed.push(happening.fault)
        disturb(run)
        return
      }
      case 'setWall':
        clock.setWall(happening.byMs)
        setByMs += happening.byMs
        if (happening.byMs > 0) for (const { provider } of runs) provider.quietUntilMs -= happening.byMs
        for (const run of runs) run.marks.push({ kind: 'setWall', atMs: trueMs(), byMs: happening.byMs })
        return heartbeatSoon()
      case 'ask':
        // there are no requests during sleep; they all come on waking
        if (asleep) return void onWake.push(happening)
        for (let caller = 0; caller < happening.callers; caller += 1)
          void ask(affected(happening.account), happening.percent)
        return
      case 'signIn':
        return void signIn(affected(happening.account))
      case 'signOut':
        return void signOut(affected(happening.account))
      case 'signInElsewhere':
        return signInElsewhere(affected(happening.account))
      case 'renew':
        for (let caller = 0; caller < happening.callers; caller += 1) void renew(affected(happening.account))
        return
      case 'keychain':
        if (secrets.fault !== null) return
        secrets.fault = happening.fault
        keychainFaults += 1
        disturb(null)
        noteAll()
        return agenda.at(trueMs() + happening.forMs, () => {
          secrets.fault = null
          noteAll()
        })
      case 'burst':
        if (asleep) return void onWake.push(happening)
        for (const one of happening.happenings) agenda.at(trueMs() + one.atMin * minuteMs, () => happen(one))
        return
    }
  }

  const watch = (): void => {
    if (facts === null) return
    for (const [index, run] of runs.entries()) {
      const isOver = facts(`a${index}`)?.problem.kind === 'signInNeeded'
      if (isOver === run.isOver) continue
      run.isOver = isOver
      if (!isOver) continue
      // what the keychain refused is lost with the program
      const refreshToken = getRefreshToken(index)
      if (!run.isSignedOut && refreshToken !== 'none')
        run.endings.push({
          refreshToken,
          atMs: trueMs(),
          overMs: Math.max(overestimates.worstOf(storedKey(index)), overestimates.worstOf(heldKey(index))),
        })
      // eventually the user signs in again
      const again = (): void => {
        void signIn(index)
        if (run.isOver) agenda.at(trueMs() + hourMs, () => run.isOver && again())
      }
      agenda.at(trueMs() + dayMs * random() ** 2, () => run.isOver && again())
    }
  }

  const goTo = async (untilMs: number): Promise<void> => {
    for (;;) {
      const next = Math.min(agenda.nextMs(), untilMs)
      if (trueMs() < next) {
        if (asleep) {
          sleptMs += next - trueMs()
          clock.sleep(next - trueMs())
        } else await clock.step(next - trueMs())
        steps += 1
        watch()
        continue
      }
      if (agenda.nextMs() > untilMs) return
      agenda.runNext()
      await drain()
      watch()
    }
  }

  planSleeps(schedule, random).forEach((sleep) => agenda.at(sleep.atMin * minuteMs, () => happen(sleep)))
  for (const happening of schedule.happenings) agenda.at(happening.atMin * minuteMs, () => happen(happening))
  agenda.at(0, startProcess)
  await goTo(endMs)
  // let everything in progress finish, then wait three quiet hours
  for (const { provider } of runs) {
    provider.armed.length = 0
    provider.outage = null
  }
  secrets.fault = null
  armedCrash = null
  armedSleep = null
  isCalm = true
  noteAll()
  while (agenda.nextMs() < Infinity) {
    if (agenda.nextMs() > endMs + maxEndingMs) throw new Error('something goes on and on after the 90 days')
    await goTo(agenda.nextMs())
  }
  await goTo(trueMs() + calmMs)
  watch()
  runs.forEach((run, index) => (run.last = facts?.(`a${index}`) ?? null))
  return {
    accounts: runs,
    asked,
    crashesInFlight,
    keychainFaults,
    endMs: trueMs(),
    endWallMs: clock.now().wallMs,
    steps,
  }
}
