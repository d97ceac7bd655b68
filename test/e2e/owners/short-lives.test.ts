import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountPath, askOwner } from '../../../src/client/ask-owner.ts'
import type { TokenAnswer } from '../../../src/shared/local-api.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

const lifetimeSec = 6
/** `npm run soak` sets a higher number. */
const lifetimes = Number(process.env['SOAK_LIFETIMES'] ?? 3)
const minValidities = [1, 2, 3, 4]

let session: HeadlessSession

beforeAll(async () => {
  session = await startHeadlessSession({ accessTokenLifetimeSec: lifetimeSec })
  await putSignedInAccounts(session, [{ name: 'work' }])
  await session.startAgent()
})
afterAll(() => session.close())

/** Keeps asking; returns how many milliseconds longer each token was valid than asked for, according to the provider. */
async function ask(minValidSec: number, untilMs: number): Promise<number[]> {
  const spareMs: number[] = []
  while (performance.now() < untilMs) {
    const target = `${accountPath(null, 'token')}?min_valid=${minValidSec}`
    const connection = { environment: session.env, client: `asker-${minValidSec}` }
    const { accessToken } = await askOwner<TokenAnswer>(connection, { method: 'GET', target })
    const { active, expiresAtMs = 0 } = await session.atlassian.introspect(accessToken)
    expect(active).toBe(true)
    spareMs.push(expiresAtMs - Date.now() - minValidSec * 1000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return spareMs
}

test(
  `over ${lifetimes} lifetimes of ${lifetimeSec} seconds everyone gets the validity they asked for, and no refresh is wasted`,
  async () => {
    const untilMs = performance.now() + lifetimes * lifetimeSec * 1000
    const spares = (await Promise.all(minValidities.map((sec) => ask(sec, untilMs)))).flat()
    expect(spares.length).toBeGreaterThan(lifetimes * 100)
    // the provider counts in whole seconds, and the answer takes a moment to arrive
    expect(Math.min(...spares)).toBeGreaterThan(-1000)
    // asking for 4 of 6 seconds means a renewal every 2 seconds
    const needed = (lifetimes * lifetimeSec) / (lifetimeSec - Math.max(...minValidities))
    expect(session.atlassian.counts().refreshGrants.asked).toBeLessThanOrEqual(needed * 1.1 + 1)
  },
  lifetimes * lifetimeSec * 1000 + 60_000,
)
