import { afterAll, beforeAll, expect, test } from 'vitest'
import { askOwner } from '../../../src/client/ask-owner.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

/** Long enough for a slow machine to get a token with the requested validity. */
const lifetimeSec = 12
/** `npm run soak` asks for longer. */
const lifetimes = Number(process.env['SOAK_LIFETIMES'] ?? 2)
const minValidities = [1, 3, 5, 8]

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
    const connection = { environment: session.env, client: `asker-${minValidSec}` }
    const askedMs = Date.now()
    const request = { account: null, min_valid: minValidSec }
    const answer = await askOwner(connection, 'token', request).catch((error: unknown) => {
      // the answer took so long that no token could still be valid for that time
      if (Date.now() - askedMs > (lifetimeSec - minValidSec) * 1000) return null
      throw error
    })
    if (answer === null) continue
    const { active, expiresAtMs = 0 } = await session.atlassian.introspect(answer.accessToken)
    expect(active || Date.now() - askedMs > minValidSec * 1000).toBe(true)
    spareMs.push(expiresAtMs - askedMs - minValidSec * 1000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return spareMs
}

test(
  `over ${lifetimes} lifetimes of ${lifetimeSec} seconds everyone gets the validity they asked for, and no refresh is wasted`,
  async () => {
    const begunMs = performance.now()
    const untilMs = begunMs + lifetimes * lifetimeSec * 1000
    const spares = (await Promise.all(minValidities.map((sec) => ask(sec, untilMs)))).flat()
    expect(spares.length).toBeGreaterThan(lifetimes)
    // the provider counts in whole seconds
    expect(Math.min(...spares)).toBeGreaterThan(-1000)
    // a program that asks for 8 of 12 seconds causes a renewal every 4 seconds
    const tookSec = (performance.now() - begunMs) / 1000
    const needed = tookSec / (lifetimeSec - Math.max(...minValidities))
    expect(session.atlassian.counts().refreshGrants.asked).toBeLessThanOrEqual(needed * 1.1 + 1)
  },
  lifetimes * lifetimeSec * 1000 + 600_000,
)
