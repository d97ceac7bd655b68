import fc from 'fast-check'

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
export const simulatedDays = 90

/** What a provider does with requests while it, or the way to it, has a problem. */
export type Fault =
  'offline' | 'failing' | 'slowDown' | 'slow' | 'hanging' | 'losesRequests' | 'losesAnswers' | 'refusesClient'

/**
 * What the keychain does while it has a problem: refuses everything, refuses changes, takes seconds, or also fails half
 * of the time.
 */
export type KeychainFault = 'locked' | 'readOnly' | 'slow' | 'flaky'

/** The stage of a renewal at which something happens. */
export type Stage = 'sent' | 'honoured' | 'answered' | 'stored'

export interface AccountPlan {
  readonly lifetimeSec: number
  readonly bufferMinutes: number
  /** Has no client secret. Only these are signed out, as the others would need it again. */
  readonly isPublic?: boolean
}

/** Something that happens at this many minutes after the start. `account` wraps around. */
export type Happening =
  | {
      readonly kind: 'sleep'
      readonly atMin: number
      readonly forMs: number
      readonly suspendTold: boolean
      readonly resumeTold: boolean
      /** In the middle of the next request instead of immediately. */
      readonly inFlight: boolean
    }
  | {
      readonly kind: 'crash'
      readonly atMin: number
      readonly downMs: number
      /** At this stage of the next renewal; null: immediately. */
      readonly stage: Stage | null
      /** The user also clicks Renew at that moment. */
      readonly provoked: boolean
    }
  | {
      readonly kind: 'outage'
      readonly atMin: number
      readonly forMs: number
      readonly fault: Fault
      /** null: all providers. */
      readonly account: number | null
      readonly endTold: boolean
    }
  | {
      /** Affects the next requests of one account, whenever they come. */
      readonly kind: 'fault'
      readonly atMin: number
      readonly fault: Fault
      readonly times: number
      readonly account: number
    }
  | { readonly kind: 'setWall'; readonly atMin: number; readonly byMs: number }
  | {
      readonly kind: 'ask'
      readonly atMin: number
      readonly account: number
      readonly callers: number
      /** Percentage of the longest validity that callers may ask for; null: don't say. */
      readonly percent: number | null
    }
  | { readonly kind: 'renew'; readonly atMin: number; readonly account: number; readonly callers: number }
  | {
      /** `elsewhere`: another program signs in, and puts its pair in the keychain. The provider ends the old sign-in. */
      readonly kind: 'signIn' | 'signOut' | 'signInElsewhere'
      readonly atMin: number
      readonly account: number
    }
  | {
      readonly kind: 'keychain'
      readonly atMin: number
      readonly forMs: number
      readonly fault: KeychainFault
    }
  | {
      /** All at once, as soon as the computer is awake; their minutes count from then. */
      readonly kind: 'burst'
      readonly atMin: number
      readonly happenings: readonly Happening[]
    }

/** When the computer is awake: always, during office hours, with many naps, or now and then. */
type Usage = 'always' | 'office' | 'naps' | 'rarely'

export interface Schedule {
  readonly seed: number
  readonly usage: Usage
  /** The provider ends a sign-in after this many days without use. */
  readonly idleDays: number
  readonly accounts: readonly AccountPlan[]
  readonly happenings: readonly Happening[]
}

const account = fc.nat({ max: 4 })
const longDuration = fc.oneof(
  fc.integer({ min: 1, max: 120 }).map((seconds) => seconds * secondMs),
  fc.integer({ min: 1, max: 120 }).map((minutes) => minutes * minuteMs),
  fc.integer({ min: 1, max: 72 }).map((hours) => hours * hourMs),
)
const shortDuration = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 120 }).map((seconds) => seconds * secondMs) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }).map((minutes) => minutes * minuteMs) },
)
const fault = fc.constantFrom<Fault>(
  'offline',
  'failing',
  'slowDown',
  'slow',
  'hanging',
  'losesRequests',
  'losesAnswers',
  'refusesClient',
)
const keychainFault = fc.constantFrom<KeychainFault>('locked', 'readOnly', 'slow', 'flaky')

type Kind = Exclude<Happening['kind'], 'burst'>

/** Happenings of each kind as often as its weight says. */
function happenings(
  atMin: fc.Arbitrary<number>,
  duration: fc.Arbitrary<number>,
  weights: Readonly<Record<Kind, number>>,
): fc.Arbitrary<Happening> {
  const of = <K extends Kind, T>(kind: K, parts: T) => ({ kind: fc.constant(kind), atMin, ...parts })
  const arbitraries: { readonly [K in Kind]: fc.Arbitrary<Happening> } = {
    sleep: fc.record(
      of('sleep', {
        forMs: duration,
        suspendTold: fc.boolean(),
        resumeTold: fc.boolean(),
        inFlight: fc.boolean(),
      }),
    ),
    crash: fc.record(
      of('crash', {
        downMs: duration,
        stage: fc.option(fc.constantFrom<Stage>('sent', 'honoured', 'answered', 'stored')),
        provoked: fc.boolean(),
      }),
    ),
    outage: fc.record(
      of('outage', { forMs: duration, fault, account: fc.option(account), endTold: fc.boolean() }),
    ),
    fault: fc.record(of('fault', { fault, times: fc.integer({ min: 1, max: 4 }), account })),
    setWall: fc.record(
      of('setWall', { byMs: fc.tuple(duration, fc.boolean()).map(([ms, back]) => (back ? -ms : ms)) }),
    ),
    ask: fc.record(
      of('ask', {
        account,
        callers: fc.integer({ min: 1, max: 6 }),
        percent: fc.option(fc.integer({ min: 0, max: 100 })),
      }),
    ),
    renew: fc.record(of('renew', { account, callers: fc.integer({ min: 1, max: 3 }) })),
    signIn: fc.record(of('signIn', { account })),
    signOut: fc.record(of('signOut', { account })),
    signInElsewhere: fc.record(of('signInElsewhere', { account })),
    keychain: fc.record(of('keychain', { forMs: duration, fault: keychainFault })),
  }
  return fc.oneof(
    ...Object.entries(weights).map(([kind, weight]) => ({ weight, arbitrary: arbitraries[kind as Kind] })),
  )
}

const anyMinute = fc.integer({ min: 0, max: simulatedDays * 24 * 60 - 1 })

const single = happenings(anyMinute, longDuration, {
  sleep: 6,
  crash: 4,
  outage: 8,
  fault: 6,
  setWall: 4,
  ask: 28,
  renew: 4,
  signIn: 2,
  signOut: 1,
  signInElsewhere: 1,
  keychain: 4,
})

const within = (seconds: number) =>
  fc.integer({ min: 0, max: seconds }).map((afterSec) => (afterSec * secondMs) / minuteMs)

const closeTogether = happenings(within(90), shortDuration, {
  sleep: 1,
  crash: 2,
  outage: 1,
  fault: 3,
  setWall: 2,
  ask: 5,
  renew: 4,
  signIn: 2,
  signOut: 1,
  signInElsewhere: 1,
  keychain: 5,
})

const duringStart = happenings(within(40), shortDuration, {
  sleep: 0,
  crash: 1,
  outage: 0,
  fault: 1,
  setWall: 1,
  ask: 6,
  renew: 2,
  signIn: 5,
  signOut: 0,
  signInElsewhere: 1,
  keychain: 0,
})

/** The program starts while the keychain works only now and then. */
const difficultStart: readonly Happening[] = [
  { kind: 'keychain', atMin: 0, forMs: 2 * minuteMs, fault: 'flaky' },
  { kind: 'crash', atMin: 0, downMs: secondMs, stage: null, provoked: false },
]

/** The provider refuses the client while a pair is still to be stored, so two reasons not to renew overlap. */
const refusedWhileUnsaved: fc.Arbitrary<Happening[]> = fc
  .record({
    forMs: fc.integer({ min: 2, max: 30 }).map((minutes) => minutes * minuteMs),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ forMs, times }) => [
    { kind: 'keychain', atMin: 0, forMs, fault: 'readOnly' },
    { kind: 'renew', atMin: 5 / 60, account: 0, callers: 1 },
    { kind: 'fault', atMin: 20 / 60, fault: 'refusesClient', times, account: 0 },
    { kind: 'renew', atMin: 25 / 60, account: 0, callers: 1 },
  ])

/** Most of what goes wrong takes two things within seconds, on the same account. */
const burst: fc.Arbitrary<Happening> = fc
  .record({
    atMin: anyMinute,
    account,
    parts: fc.oneof(
      { weight: 3, arbitrary: fc.array(closeTogether, { minLength: 4, maxLength: 12 }) },
      {
        weight: 2,
        arbitrary: fc
          .array(duringStart, { minLength: 4, maxLength: 8 })
          .map((parts) => [...difficultStart, ...parts]),
      },
      { weight: 1, arbitrary: refusedWhileUnsaved },
    ),
  })
  .map(({ atMin, account: one, parts }) => ({
    kind: 'burst',
    atMin,
    happenings: parts.map((part) => ('account' in part ? { ...part, account: one } : part)),
  }))

const happening = fc.oneof({ weight: 8, arbitrary: single }, { weight: 1, arbitrary: burst })

const accountPlan: fc.Arbitrary<AccountPlan> = fc.record({
  lifetimeSec: fc.oneof(
    { weight: 7, arbitrary: fc.constantFrom(3600, 7200) },
    { weight: 2, arbitrary: fc.integer({ min: 20 * 60, max: 2 * 60 * 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 10 * 60, max: 20 * 60 }) },
  ),
  bufferMinutes: fc.integer({ min: 1, max: 30 }),
  isPublic: fc.boolean(),
})

/** 90 days with one to five accounts. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  // the most expensive ones are the rarest
  usage: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Usage>('always') },
    { weight: 2, arbitrary: fc.constant<Usage>('naps') },
    { weight: 9, arbitrary: fc.constant<Usage>('office') },
    { weight: 140, arbitrary: fc.constant<Usage>('rarely') },
  ),
  idleDays: fc.oneof(
    { weight: 3, arbitrary: fc.constant(90) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 30 }) },
  ),
  accounts: fc.oneof(
    ...[8, 4, 2, 1, 1].map((weight, index) => ({
      weight,
      arbitrary: fc.array(accountPlan, { minLength: index + 1, maxLength: index + 1 }),
    })),
  ),
  happenings: fc.array(happening, { maxLength: 100, size: 'max' }),
})
