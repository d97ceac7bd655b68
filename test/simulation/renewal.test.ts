import fc from 'fast-check'
import { expect, it } from 'vitest'
import { schedules } from './schedule.ts'
import { complaints } from './verdict.ts'
import { live } from './world.ts'

const numRuns = Number(process.env.SIMULATION_RUNS ?? 1000)
const seed = Number(process.env.SIMULATION_SEED ?? Date.now() % 2 ** 31)

it(`keeps every promise in ${numRuns} random schedules of 90 days (seed ${seed})`, async () => {
  console.info(`simulation: ${numRuns} schedules, SIMULATION_SEED=${seed}`)
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      expect(complaints(schedule, await live(schedule))).toEqual([])
    }),
    { numRuns, seed },
  )
})
