import { neededRefreshes } from './oracle.ts'
import { dayMs, minuteMs, secondMs, type Schedule } from './schedule.ts'
import type { AccountRun, Run } from './world.ts'

/** Cooldown, a request, and one more: how long a request for a token may take while there are no problems. */
const quickMs = 5 * secondMs
/** The same when each request takes up to 19 seconds. */
const slowMs = 45 * secondMs

/** How long everything must work for a renewal to be certain: the longest wait while uncertain, plus a margin. */
const chanceMs = 2.5 * minuteMs
const leewayMs = 10 * minuteMs

/** The longest wait after a failure while there is no hurry. */
const maxRetryMs = 60 * minuteMs

/**
 * Whether everything worked long enough for a renewal between these times. `waitMs`: how long after a failure the app may
 * wait, in addition.
 */
function hadChance({ marks, provider }: AccountRun, fromMs: number, toMs: number, waitMs: number): boolean {
  const { slowDowns, faultsAt } = provider
  const edges = marks.filter(({ kind }) => kind === 'possible' || kind === 'impossible')
  const isWell = (atMs: number) =>
    edges.findLast((edge) => edge.atMs <= atMs)?.kind === 'possible' &&
    !slowDowns.some((wait) => wait.fromMs <= atMs && atMs < wait.toMs)
  const moments = [...edges.map(({ atMs }) => atMs), ...faultsAt, ...slowDowns.map((wait) => wait.toMs)]
    .filter((atMs) => atMs > fromMs && atMs < toMs)
    .sort((a, b) => a - b)
  const startsMs = (atMs: number) =>
    Math.max(atMs, (faultsAt.findLast((faultMs) => faultMs <= atMs) ?? -Infinity) + waitMs)
  return [fromMs, ...moments].some(
    (atMs, index) => (moments[index] ?? toMs) - startsMs(atMs) >= chanceMs && isWell(atMs),
  )
}

/** After this many attempts without an answer, it no longer hurries: see `maxHurriedAttempts`. */
const maxHurriedAttempts = 100

/** Whether so many attempts had failed, since the refresh token was issued, that the use of it was one of the rare ones. */
function hadGivenUpHurrying({ provider }: AccountRun, issuedAtMs: number, usedAtMs: number): boolean {
  const failed = provider.faultsAt.filter((atMs) => atMs > issuedAtMs && atMs <= usedAtMs)
  return failed.length >= maxHurriedAttempts
}

/** The leeway of a refresh token first used then, by the clock that sees more time pass: a restart only knows that one. */
function leewayEndMs({ marks }: AccountRun, usedAtMs: number): number {
  const forwardMs = marks.reduce((sum, mark) => {
    // in the same millisecond, it may have come after the use
    const isInLeeway = mark.atMs >= usedAtMs && mark.atMs < usedAtMs + leewayMs
    return mark.kind === 'setWall' && isInLeeway ? sum + Math.max(0, mark.byMs) : sum
  }, 0)
  return usedAtMs + leewayMs - forwardMs
}

/** Everything that is wrong; empty if all is well. */
export function complaints(schedule: Schedule, run: Run): string[] {
  const found: string[] = []
  const complain = (text: string) => found.push(text)
  const at = (ms: number) => `day ${(ms / 86_400_000).toFixed(5)} (${ms} ms)`

  for (const asked of run.asked) {
    const { account, needSec, atMs, endedAtMs, code } = asked
    const who = `account ${account}, asked at ${at(atMs)} for ${needSec} s`
    const knowableSec = asked.leftSec + asked.overSec + 0.001
    if (asked.accessToken !== null && knowableSec < needSec) complain(`a: ${who}: got ${asked.leftSec} s`)
    if (asked.claimedSec > knowableSec)
      complain(`a: ${who}: was told ${asked.claimedSec} s, but ${asked.leftSec} s are left`)
    if (!asked.cleanAtStart || !asked.cleanToEnd) continue
    if (endedAtMs === null) complain(`d: ${who}: got no answer`)
    else if (code !== null) complain(`d: ${who}: refused with ${code} although the provider was available`)
    else if (endedAtMs - atMs > (asked.slowAtStart ? slowMs : quickMs))
      complain(`d: ${who}: had to wait ${endedAtMs - atMs} ms`)
  }

  run.accounts.forEach((account, index) => {
    const plan = schedule.accounts[index]!
    const { provider, endings, last } = account
    const who = `account ${index} (${plan.lifetimeSec} s, buffer ${plan.bufferMinutes} min)`
    if (provider.maxInFlight() > 1) complain(`b: ${who}: ${provider.maxInFlight()} requests at the same time`)

    const needed = neededRefreshes(plan, account.marks, run.endMs)
    const allowed = 1.1 * needed + provider.uncertainties() + run.crashesInFlight + run.keychainFaults + 2
    const taken = account.taken.size
    if (taken > allowed) complain(`c: ${who}: ${taken} refreshes where ${needed} are needed`)

    for (const { atMs, accessToken, isKept, isOvertaken, isOfEarlierSignIn } of account.issued) {
      if (!isKept) complain(`f: ${who}: gave ${accessToken} before it was stored, at ${at(atMs)}`)
      if (isOvertaken) complain(`g: ${who}: gave ${accessToken} of an overtaken renewal, at ${at(atMs)}`)
      if (isOfEarlierSignIn) complain(`g: ${who}: gave ${accessToken} of an earlier sign-in, at ${at(atMs)}`)
    }
    for (const { atMs, why } of account.untimely)
      complain(`h: ${who}: a request was sent at ${at(atMs)} although ${why}`)
    for (const atMs of account.notesLeft)
      complain(`i: ${who}: a sign-in left the note of an earlier attempt, at ${at(atMs)}`)

    const { issuer } = provider
    for (const { refreshToken, atMs, overMs } of endings) {
      const death = issuer.getDeath(refreshToken)
      const issuedAtMs = issuer.issuedAt(refreshToken)
      const usedAtMs = issuer.usedAt(refreshToken)
      // until then, the token looks valid, which is no reason to renew
      const idleFromMs = issuedAtMs + plan.lifetimeSec * 1000 + overMs
      const idleEndMs = issuedAtMs + schedule.idleDays * dayMs
      if (death === null)
        complain(`e: ${who}: gave up a sign-in at ${at(atMs)} that the provider still honors`)
      else if (death === 'revoked') continue
      else if (usedAtMs === null) {
        if (hadChance(account, idleFromMs, idleEndMs, maxRetryMs))
          complain(`e: ${who}: let its sign-in go idle`)
      } else if (
        !hadGivenUpHurrying(account, issuedAtMs, usedAtMs) &&
        hadChance(account, usedAtMs, Math.min(leewayEndMs(account, usedAtMs), idleEndMs), 0)
      )
        complain(`e: ${who}: missed the leeway that started at ${at(usedAtMs)}`)
    }
    if (account.isOver) return
    if (last?.problem.kind !== 'none') complain(`e: ${who}: ends in ${JSON.stringify(last?.problem)}`)
    const isWell = last?.token.kind === 'held' && last.token.expiresAtMs > run.endWallMs
    if (!isWell) complain(`e: ${who}: has no valid token at the end, after three quiet hours`)
  })
  return found
}
