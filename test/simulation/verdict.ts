import { neededRefreshes } from './oracle.ts'
import { minuteMs, secondMs, type Schedule } from './schedule.ts'
import type { AccountRun, Run } from './world.ts'

/** Cool-down, a request, and one more: what an ask may take while everything is well. */
const quickMs = 5 * secondMs
/** The same where each request takes up to 19 seconds. */
const patientMs = 45 * secondMs

/** So long must everything be well for a renewal to be certain: the longest wait while uncertain, and some. */
const chanceMs = 2.5 * minuteMs
const leewayMs = 10 * minuteMs

/** Whether between these times everything was well long enough for a renewal. */
function hadChance({ marks, provider }: AccountRun, fromMs: number, toMs: number): boolean {
  const edges: { readonly atMs: number; readonly well: boolean }[] = []
  for (const mark of marks) {
    if (mark.kind === 'possible' || mark.kind === 'impossible')
      edges.push({ atMs: mark.atMs, well: mark.kind === 'possible' })
  }
  let wellSinceMs: number | null = null
  const stretches: [number, number][] = []
  for (const { atMs, well } of edges) {
    if (well) wellSinceMs ??= atMs
    else if (wellSinceMs !== null) {
      stretches.push([wellSinceMs, atMs])
      wellSinceMs = null
    }
  }
  if (wellSinceMs !== null) stretches.push([wellSinceMs, Infinity])
  return stretches.some(([startMs, endMs]) => {
    const [from, to] = [Math.max(startMs, fromMs), Math.min(endMs, toMs)]
    const faults = provider.faultsAt.filter((atMs) => atMs > from && atMs < to)
    const breaks = [from, ...faults, to]
    return breaks.some((atMs, index) => index > 0 && atMs - breaks[index - 1]! >= chanceMs)
  })
}

/** Everything that is not as it should be; empty when all is well. */
export function complaints(schedule: Schedule, run: Run): string[] {
  const found: string[] = []
  const complain = (text: string) => found.push(text)
  const at = (ms: number) => `day ${(ms / 86_400_000).toFixed(5)} (${ms} ms)`

  for (const asked of run.asked) {
    const { account, needSec, atMs, endedAtMs, code } = asked
    const who = `account ${account}, asked at ${at(atMs)} for ${needSec} s`
    if (asked.accessToken !== null && asked.leftSec < needSec - 0.001 && !asked.doubtful)
      complain(`a: ${who}: got ${asked.leftSec} s`)
    const { provider } = run.accounts[account]!
    const refreshToken = run.accounts[account]!.ended?.refreshToken
    const isOver = refreshToken !== undefined && provider.issuer.deathOf(refreshToken) !== null
    if (!asked.cleanAtStart || !asked.cleanToEnd || isOver) continue
    if (endedAtMs === null) complain(`a: ${who}: no answer at all`)
    else if (code !== null) complain(`a: ${who}: refused with ${code} although the provider answers`)
    else if (endedAtMs - atMs > (asked.slowAtStart ? patientMs : quickMs))
      complain(`d: ${who}: had to wait ${endedAtMs - atMs} ms`)
  }

  run.accounts.forEach((account, index) => {
    const plan = schedule.accounts[index]!
    const { provider, ended, last } = account
    const who = `account ${index} (${plan.lifetimeSec} s, buffer ${plan.bufferMinutes} min)`
    if (provider.mostInFlight() > 1)
      complain(`b: ${who}: ${provider.mostInFlight()} requests at the same time`)

    const needed = neededRefreshes(plan, account.marks, run.endMs)
    const allowed = 1.1 * needed + provider.uncertainties() + run.crashesInFlight + 2
    const taken = account.taken.size - 1
    if (taken > allowed) complain(`c: ${who}: ${taken} refreshes where ${needed} are needed`)

    if (ended === null) {
      if (last.trouble.kind !== 'none') complain(`e: ${who}: ends in ${JSON.stringify(last.trouble)}`)
      const left = last.token.kind === 'held' ? last.token.expiresAtMs : 0
      if (left === 0) complain(`e: ${who}: holds nothing at the end`)
      return
    }
    const { issuer } = provider
    const death = issuer.deathOf(ended.refreshToken)
    const usedAtMs = issuer.usedAt(ended.refreshToken)
    if (death === null)
      complain(`e: ${who}: gave up at ${at(ended.atMs)} a sign-in that the provider honours`)
    else if (death === 'reused' && hadChance(account, usedAtMs ?? 0, (usedAtMs ?? 0) + leewayMs))
      complain(`e: ${who}: let the leeway go by that began at ${at(usedAtMs ?? 0)}`)
    else if (death === 'idle') {
      const fromMs = issuer.issuedAt(ended.refreshToken) + plan.lifetimeSec * 1000
      if (hadChance(account, fromMs, issuer.issuedAt(ended.refreshToken) + schedule.idleDays * 86_400_000))
        complain(`e: ${who}: let its sign-in go idle`)
    }
  })
  return found
}
