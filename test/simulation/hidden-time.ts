/** How long the computer has slept so far, and by how much its wall clock has been set. */
export interface Tampering {
  readonly sleptMs: number
  readonly setByMs: number
}

/**
 * How much of the time between two looks at the clocks no program can notice: the monotonic clock stands still during
 * sleep, and a wall clock that is set back hides as much of it.
 */
export function hiddenMs(since: Tampering, now: Tampering): number {
  return Math.max(0, Math.min(now.sleptMs - since.sleptMs, since.setByMs - now.setByMs))
}

/** By how much a program must overestimate each token, because time was hidden from it. */
export interface Overestimates {
  add(token: string, ms: number): void
  /** The program only has the wall clock to tell the age of this token: what it knew before is gone. */
  startOver(token: string, ms: number): void
  of(token: string): number
  /** The highest estimate so far. */
  worstOf(token: string): number
}

export function createOverestimates(): Overestimates {
  const current = new Map<string, number>()
  const worst = new Map<string, number>()
  const of = (token: string): number => current.get(token) ?? 0
  const worstOf = (token: string): number => worst.get(token) ?? 0
  const startOver = (token: string, ms: number): void => {
    current.set(token, ms)
    worst.set(token, Math.max(worstOf(token), ms))
  }
  return { add: (token, ms) => startOver(token, of(token) + ms), startOver, of, worstOf }
}
