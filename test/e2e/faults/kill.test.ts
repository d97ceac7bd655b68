import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'
import { startFaultSession, type FaultSession } from './fault-session.ts'

const before = 'asking'
const honoured = 'honoured'
const answering = 'just answered'
const stored = 'stored'

describe('a renewal whose app is killed (SIGKILL)', () => {
  let session: FaultSession
  const provider = (name: string) => session.account(name).atlassian
  const unanswered = [before, honoured, answering]
  let askedBefore: number

  // one app with an account for each of these moments; killed once and restarted once
  beforeAll(async () => {
    session = await startFaultSession([...unanswered, stored])
    // a request that is not answered for 20 seconds is sent again, and then that one is held
    provider(before).setFault({ kind: 'holdBefore' })
    provider(honoured).setFault({ kind: 'holdAfterHonoured' })
    provider(answering).setFault({ kind: 'holdAfterHonoured' })
    const first = await session.launch()
    await session.renewedPair(stored)
    const items = await session.keychain()
    for (const name of unanswered)
      expect(items.find(({ accountId }) => accountId === name)?.tokenSet).toEqual(
        session.account(name).before,
      )
    await Promise.all(unanswered.map((name) => provider(name).whenHeld()))
    provider(answering).release()
    await first.kill()
    await until(
      'the provider notices the closed connections',
      () => unanswered.map((name) => provider(name).counts().held),
      (held) => held.every((count) => count === 0),
    )
    for (const name of unanswered) provider(name).clearFaults()
    expect(provider(before).counts().refreshGrants.honoured).toBe(0)
    expect(provider(honoured).counts().refreshGrants.honoured).toBeGreaterThanOrEqual(1)
    askedBefore = provider(stored).counts().refreshGrants.asked
    await session.launch()
  })
  afterAll(() => session.close())

  it.each([
    [before, 'before the provider does anything'],
    [honoured, 'after the provider honors it'],
    [answering, 'at the moment of the answer'],
    [stored, 'after the answer is stored'],
  ])('%s: needs no sign-in at the next start when killed %s', async (name) => {
    const after = await session.renewedPair(name)
    await eventually(() => session.trayText(name)).toMatch(/min left, renews at/)
    expect(await session.copiedToken(name)).toBe(after.accessToken)
    expect(provider(name).counts()).toMatchObject({ authorize: 0, refreshGrants: { refused: 0 } })
    expect(session.notifications.shown()).toEqual([])
  })

  it('is not repeated when its answer was already stored', () => {
    expect(provider(stored).counts().refreshGrants.asked).toBe(askedBefore)
  })
})
