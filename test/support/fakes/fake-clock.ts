import type { Clock } from '../../../src/core/clock.ts'

interface Timer {
  readonly dueMs: number
  readonly order: number
  readonly callback: () => void
}

/** A Monday morning in 2026. */
export const startMs = Date.UTC(2026, 10, 23, 8)

/** This many timers while no time passes means a busy loop. */
const maxTimersAtOnce = 10_000

/** Resolves when every promise that doesn't depend on time has settled. */
export async function drain(): Promise<void> {
  // from inside a microtask, the next tick only runs when all microtasks are done
  await Promise.resolve()
  await new Promise<void>((done) => process.nextTick(done))
}

/** Virtual time: only the test moves it. */
export interface FakeClock extends Clock {
  /** Both clocks advance; timers fire in order, and what they start is awaited. */
  advance(ms: number): Promise<void>
  /** The computer sleeps: only the wall clock advances, and no timer fires. */
  sleep(ms: number): void
  /** Someone sets the wall clock forward or back. */
  setWall(byMs: number): void
  /** Like `advance`, until the next timer or for `mostMs`, whichever comes first. Returns the time that passed. */
  step(maxMs: number): Promise<number>
  timers(): number
}

export function createFakeClock(wallStartMs = startMs): FakeClock {
  let wallMs = wallStartMs
  let monotonicMs = 1000
  let count = 0
  let atOnce = 0
  const timers = new Set<Timer>()

  const next = (): Timer | null => {
    let first: Timer | null = null
    for (const timer of timers) {
      const isSooner =
        first === null ||
        timer.dueMs < first.dueMs ||
        (timer.dueMs === first.dueMs && timer.order < first.order)
      if (isSooner) first = timer
    }
    return first
  }

  const goOn = (ms: number): void => {
    if (ms > 0) atOnce = 0
    wallMs += ms
    monotonicMs += ms
  }

  const step = async (maxMs: number): Promise<number> => {
    const timer = next()
    const waitMs = timer === null ? maxMs : Math.max(0, timer.dueMs - monotonicMs)
    if (timer === null || waitMs > maxMs) {
      goOn(maxMs)
      return maxMs
    }
    goOn(waitMs)
    if ((atOnce += 1) > maxTimersAtOnce) throw new Error('busy loop: timers fire and no time goes by')
    timers.delete(timer)
    timer.callback()
    await drain()
    return waitMs
  }

  return {
    now: () => ({ wallMs, monotonicMs }),
    setTimer: (delayMs, callback) => {
      const timer = { dueMs: monotonicMs + Math.max(0, Math.ceil(delayMs)), order: (count += 1), callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    step,
    advance: async (ms) => {
      await drain()
      const end = monotonicMs + ms
      for (let timer = next(); timer !== null && timer.dueMs <= end; timer = next()) {
        await step(Math.max(0, timer.dueMs - monotonicMs))
      }
      goOn(end - monotonicMs)
    },
    sleep: (ms) => {
      wallMs += ms
    },
    setWall: (byMs) => {
      wallMs += byMs
    },
    timers: () => timers.size,
  }
}

/** Resolves after this much virtual time. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((done) => clock.setTimer(ms, done))
}
