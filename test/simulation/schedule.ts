import fc from 'fast-check'

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
export const simulatedDays = 90

/** What a provider does with requests while it, or the way to it, has a problem. */
export type Fault = 'offline' | 'failing' | 'slowDown' | 'slow' | 'hanging' | 'losesRequests' | 'losesAnswers'

/** The stage of a renewal at which something happens. */
export type Stage = 'sent' | 'honoured' | 'answered' | 'stored'

export interface AccountPlan {
  readonly lifetimeSec: number
  readonly bufferMinutes: number
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
  | { readonly kind: 'signIn'; readonly atMin: number; readonly account: number }

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

const atMin = fc.integer({ min: 0, max: simulatedDays * 24 * 60 - 1 })
const account = fc.nat({ max: 4 })
const duration = fc.oneof(
  fc.integer({ min: 1, max: 120 }).map((seconds) => seconds * secondMs),
  fc.integer({ min: 1, max: 120 }).map((minutes) => minutes * minuteMs),
  fc.integer({ min: 1, max: 72 }).map((hours) => hours * hourMs),
)
const fault = fc.constantFrom<Fault>(
  'offline',
  'failing',
  'slowDown',
  'slow',
  'hanging',
  'losesRequests',
  'losesAnswers',
)

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sleep' as const),
      atMin,
      forMs: duration,
      suspendTold: fc.boolean(),
      resumeTold: fc.boolean(),
      inFlight: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      atMin,
      downMs: duration,
      stage: fc.option(fc.constantFrom<Stage>('sent', 'honoured', 'answered', 'stored')),
      provoked: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('outage' as const),
      atMin,
      forMs: duration,
      fault,
      account: fc.option(account),
      endTold: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      atMin,
      fault,
      times: fc.integer({ min: 1, max: 4 }),
      account,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('setWall' as const),
      atMin,
      byMs: fc.tuple(duration, fc.boolean()).map(([ms, back]) => (back ? -ms : ms)),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      atMin,
      account,
      callers: fc.integer({ min: 1, max: 6 }),
      percent: fc.option(fc.integer({ min: 0, max: 100 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('renew' as const),
      atMin,
      account,
      callers: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('signIn' as const), atMin, account }) },
)

const accountPlan: fc.Arbitrary<AccountPlan> = fc.record({
  lifetimeSec: fc.oneof(
    { weight: 7, arbitrary: fc.constantFrom(3600, 7200) },
    { weight: 2, arbitrary: fc.integer({ min: 20 * 60, max: 2 * 60 * 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 10 * 60, max: 20 * 60 }) },
  ),
  bufferMinutes: fc.integer({ min: 1, max: 30 }),
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
