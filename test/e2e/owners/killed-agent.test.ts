import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askOwner } from '../../../src/client/ask-owner.ts'
import { startAgent } from '../../../scripts/harness/agent.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

/** `npm run soak` asks for more. */
const kills = Number(process.env['SOAK_KILLS'] ?? 30)
const names = ['work', 'home', 'lab']

let session: HeadlessSession

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(
    session,
    names.map((name) => ({ name })),
  )
})
afterAll(() => session.close())

const ask = (account: string, route: 'token' | 'renew') =>
  askOwner({ environment: session.env, client: 'test' }, route, { account })

const renewAll = () => Promise.all(names.map((name) => ask(name, 'renew')))

/** How long the agent takes to renew all accounts, in milliseconds. */
async function measureRenewal(): Promise<number> {
  const agent = await startAgent(session.env)
  await renewAll()
  const begunMs = performance.now()
  await renewAll()
  const tookMs = performance.now() - begunMs
  await agent.kill()
  return tookMs
}

test(
  `an agent killed ${kills} times around its renewals loses no sign-in`,
  async () => {
    const renewalMs = await measureRenewal()
    const { atlassian } = session
    const cut = { before: 0, between: 0, after: 0 }
    for (let kill = 0; kill < kills; kill += 1) {
      const agent = await startAgent(session.env)
      const honouredBefore = atlassian.counts().refreshGrants.honoured
      // every third time, the provider has answered a renewal that the agent has not finished
      const isHeld = kill % 3 === 0
      if (isHeld) atlassian.setFault({ kind: 'holdAfterHonoured' })
      let renewed = 0
      const renewing = names.map((name) =>
        ask(name, 'renew').then(
          () => (renewed += 1),
          () => undefined,
        ),
      )
      await (isHeld ? atlassian.whenHeld(1) : setTimeout(Math.random() * 1.2 * renewalMs))
      await agent.kill()
      atlassian.clearFaults()
      await Promise.all(renewing)
      const honoured = atlassian.counts().refreshGrants.honoured - honouredBefore
      cut[honoured === 0 ? 'before' : renewed === names.length ? 'after' : 'between'] += 1
    }
    expect(cut.between, JSON.stringify(cut)).toBeGreaterThanOrEqual(Math.ceil(kills / 3))

    const agent = await startAgent(session.env)
    for (const name of names) {
      const { accessToken } = await ask(name, 'token')
      expect(await atlassian.introspect(accessToken), name).toMatchObject({ active: true })
      const renewed = await ask(name, 'renew')
      expect(renewed.accessToken, name).not.toBe(accessToken)
      expect(await atlassian.introspect(renewed.accessToken), name).toMatchObject({ active: true })
    }
    await agent.kill()
    expect(atlassian.counts()).toMatchObject({ authorize: 0, refreshGrants: { refused: 0 } })
  },
  600_000 + kills * 20_000,
)
