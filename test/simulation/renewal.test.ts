import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regressions } from './regressions.ts'
import { schedules } from './schedule.ts'
import { complaints } from './verdict.ts'
import { live } from './world.ts'

// refused requests are common, and nobody reads their stack traces
Error.stackTraceLimit = 0

const numRuns = Number(process.env.SIMULATION_RUNS ?? 400)
// the same schedules for everyone; `npm run soak` tries new ones
const seed = Number(process.env.SIMULATION_SEED ?? 90)

/**
 * What must be true in every schedule. The complaints refer to these letters.
 *
 * a. A request for N seconds of validity never gets less, and is never told more than is left, by the provider's own
 *    clock. Added to that is what no program can notice: sleep that is hidden by a wall clock set back between two looks at
 *    the clocks, and a wall clock set back between the request for a token and its reading from the keychain.
 * b. An account never has two refreshes in flight.
 * c. There are at most 1.1 times the refreshes that an independent greedy plan needs (oracle.ts), plus one for each time
 *    a request may have been honored without an answer.
 * d. A request succeeds within seconds while its own provider answers, whatever the others do. This assumes that the
 *    computer is awake, the program is running, there was no suspend without a resume within the last minute, no
 *    Retry-After applies (or seems to, because sleep was hidden from the app), no access to the keychain that has begun
 *    fails, and any refresh that the request joins was sent under these conditions too.
 * e. No sign-in is lost that the provider would still honor, or would have honored if the account token had used its
 *    chance: two and a half trouble-free minutes within the leeway of a lost answer (unless a hundred attempts before it
 *    had got none either), or before the unused sign-in went idle (not in the hour after a failure: the app may wait that
 *    long).
 *    A sign-in that another program put in the keychain counts too, as soon as the keychain can be read. And after three
 *    quiet hours at the end, every account has a valid token.
 * f. Nobody gets a token before the keychain has it, or has refused it: a crash would lose it.
 * g. When the user signs in or out, nobody gets what an earlier renewal brings after that. Once a sign-in is complete,
 *    callers only get its tokens; once a sign-out is complete, none.
 * h. Unless the user clicks Renew, no request is sent from the announcement of a sleep until the sleep, for up to a
 *    minute; none before a Retry-After is over; and, while the keychain does not take the last pair, none that no caller
 *    waits for.
 * i. A sign-in leaves no note of an earlier attempt to renew, because it may have brought the same refresh token again.
 */
describe('90 days of sleep, outages, lost answers, crashes, clock changes, and a difficult keychain', () => {
  it(`keeps every promise in ${numRuns} random schedules`, async () => {
    console.info(`simulation: SIMULATION_RUNS=${numRuns} SIMULATION_SEED=${seed}`)
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        expect(complaints(schedule, await live(schedule))).toEqual([])
      }),
      { numRuns, seed, endOnFailure: process.env.SIMULATION_STOP !== undefined },
    )
    // shrinking a counterexample takes longer than finding it
  }, 900_000)

  it.each(regressions)('keeps every promise: $name', async ({ schedule }) => {
    expect(complaints(schedule, await live(schedule))).toEqual([])
  })
})
