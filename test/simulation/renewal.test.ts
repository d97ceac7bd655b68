import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regressions } from './regressions.ts'
import { schedules } from './schedule.ts'
import { complaints } from './verdict.ts'
import { live } from './world.ts'

// every refused ask would pay for a stack that nobody reads
Error.stackTraceLimit = 0

const numRuns = Number(process.env.SIMULATION_RUNS ?? 1000)
// the same schedules for everyone; `npm run soak` looks for new ones
const seed = Number(process.env.SIMULATION_SEED ?? 90)

/**
 * What must hold in every schedule; the letters stand in the complaints.
 *
 * a. No ask for N seconds of validity gets less, or is told of more than there is, by the provider's own clock. Not judged: a token whose age nobody can
 *    tell, because the wall clock was set back while the computer slept or the program was not running.
 * b. Never two refreshes of one account in flight.
 * c. At most 1.1 times the refreshes that an independent greedy plan needs (oracle.ts), and one for each time a request
 *    may have been honoured without an answer.
 * d. An ask succeeds within seconds while its own provider answers, whatever the others do: awake, program running, not
 *    within a minute of a suspend that no resume followed, no Retry-After running (nor seeming to, where nobody can
 *    tell how long a sleep was, because the wall clock was set back meanwhile), and the request that it joins, if
 *    there is one in the air, was begun when all was well too.
 * e. No sign-in is lost that the provider would still honour, or would have honoured had the keeper used its chance:
 *    two and a half minutes of everything being well within the leeway of a lost answer, or before the sign-in went
 *    idle. And three quiet hours after all that, every account holds a valid token.
 */
describe('90 days of sleep, outages, lost answers, crashes and clocks that are set', () => {
  it(`keep every promise in ${numRuns} random schedules`, async () => {
    console.info(`simulation: SIMULATION_RUNS=${numRuns} SIMULATION_SEED=${seed}`)
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        expect(complaints(schedule, await live(schedule))).toEqual([])
      }),
      { numRuns, seed },
    )
    // shrinking a counterexample takes longer than finding it
  }, 900_000)

  it.each(regressions)('keep every promise: $name', async ({ schedule }) => {
    expect(complaints(schedule, await live(schedule))).toEqual([])
  })
})
