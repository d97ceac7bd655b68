import { dayMs, hourMs, minuteMs, simulatedDays, type Happening, type Schedule } from './schedule.ts'

type Sleep = Happening & { kind: 'sleep' }

/** Nights, weekends, or most of the time. */
export function planSleeps({ usage }: Schedule, random: () => number): Sleep[] {
  if (usage === 'always') return []
  const sleeps: Sleep[] = []
  let atMs = 0
  while (atMs < simulatedDays * dayMs) {
    const isFriday = Math.floor(atMs / dayMs) % 7 === 4
    const [awakeMs, asleepMs] = {
      // with days of equal length, the jitter of the renewals would add up to one more renewal every day
      office: () => {
        const workMs = (6 + 4 * random()) * hourMs
        return [workMs, dayMs - workMs + (isFriday ? 2 * dayMs : 0)] as const
      },
      naps: () =>
        [90 * minuteMs * random(), random() < 0.15 ? 14 * hourMs : 20 * minuteMs * random()] as const,
      rarely: () => [hourMs * random(), 40 * hourMs * random()] as const,
    }[usage]()
    const [suspendTold, resumeTold] = [random() < 0.7, random() < 0.7]
    atMs += awakeMs
    sleeps.push({
      kind: 'sleep',
      atMin: atMs / minuteMs,
      forMs: asleepMs,
      suspendTold,
      resumeTold,
      inFlight: false,
    })
    atMs += asleepMs + minuteMs
  }
  return sleeps
}
