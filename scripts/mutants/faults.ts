/** A fault to put into the code on purpose. */
export interface Fault {
  readonly means: string
  /** Below `src/core/token`. */
  readonly file: string
  /** Must occur in the file exactly once. */
  readonly original: string
  readonly replaced: string
  /** Why the simulation can't notice; then only the unit tests must. */
  readonly beyondSimulation?: string
}

/** Faults in the renewal code that unit tests and simulation must notice. */
export const faults: readonly Fault[] = [
  {
    means: 'published before stored',
    file: 'secret-holder.ts',
    original: 'const failure = await write(secret)',
    replaced: 'held = secret\n        const failure = await write(secret)',
  },
  {
    means: 'no reading of the store after a refusal',
    file: 'refresh.ts',
    original: 'refreshToken !== null && (await loadNewerFromStore(refreshToken))',
    replaced: 'refreshToken === null && (await loadNewerFromStore(refreshToken))',
  },
  {
    means: 'leeway of ten minutes ignored',
    file: 'account-token-state.ts',
    original: 'elapsedMs(uncertainSince, now) <= reuseLeewayMs',
    replaced: 'elapsedMs(uncertainSince, now) < 0',
  },
  {
    means: 'renewals started while suspended',
    file: 'account-token.ts',
    original: 'inMs === null ? null : Math.max(inMs, suspendedMs())',
    replaced: 'inMs',
  },
  {
    means: 'a clock set back trusted',
    file: 'token-life.ts',
    original: 'isClockSetBack ? 0 : Math.max(0, leftMs)',
    replaced: 'isClockSetBack ? tokenSet.lifetimeSec * 1000 : Math.max(0, leftMs)',
  },
  {
    means: 'generation not looked at again after the write',
    file: 'secret-holder.ts',
    original: 'if (failure === null) unsaved = null\n          return false\n        }',
    replaced: '}',
  },
  {
    means: 'a load overwrites an unsaved pair',
    file: 'keychain-sync.ts',
    original: 'holder.load(() => holder.current() === null)',
    replaced: 'holder.load(() => true)',
  },
  {
    means: 'renews automatically while the keychain takes nothing',
    file: 'account-token-state.ts',
    original: '!isBlocked && holder.unsavedBecause() === null',
    replaced: '!isBlocked',
  },
  {
    means: 'the quiet time of a 429 ignored',
    file: 'single-flight.ts',
    original: 'sinceMs < retry.quietMs',
    replaced: 'sinceMs < 0',
  },
  {
    means: 'an old attempt mark kept by a new sign-in',
    file: 'secret-access.ts',
    original: 'if (holder.unsavedBecause() === null) deps.markAttempt(null)',
    replaced: '',
  },
  {
    means: 'only the wall clock counts',
    file: '../clock.ts',
    original: 'Math.max(0, now.wallMs - since.wallMs, now.monotonicMs - since.monotonicMs)',
    replaced: 'Math.max(0, now.wallMs - since.wallMs)',
  },
  {
    means: 'the lifetime counts from the answer instead of the request',
    file: 'refresh.ts',
    original: 'freshTokenLife(tokenSet, sentAt)',
    replaced: 'freshTokenLife(tokenSet, now)',
  },
  {
    means: 'every caller starts a renewal',
    file: 'single-flight.ts',
    original: 'if (inFlight !== null) return inFlight',
    replaced: '',
  },
  {
    means: 'attempts not recorded before they are sent',
    file: 'refresh.ts',
    original: 'if (refreshToken !== null) markAttempt(refreshToken, sentAt)',
    replaced: '',
  },
  {
    means: 'the answer to an abandoned request is used',
    file: 'refresh.ts',
    original:
      'const outcome = await send(before.clientSecret, before.tokenSet, sentAt)\n    assertCurrent(generation)',
    replaced: 'const outcome = await send(before.clientSecret, before.tokenSet, sentAt)',
    // a grant is harmless: storing it looks at the generation again
    beyondSimulation: 'there, no answer comes after the app has hung up',
  },
]
