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

  // one app with an account for each of these moments; killed once and restarted once
  beforeAll(async () => {
    session = await startFaultSession([before, honoured, answering, stored])
    provider(before).setFault({ kind: 'holdBefore', times: 1 })
    provider(honoured).setFault({ kind: 'holdAfterHonoured', times: 1 })
    provider(answering).setFault({ kind: 'holdAfterHonoured', times: 1 })
    const first = await session.launch()
    await Promise.all([before, honoured, answering].map((name) => provider(name).whenHeld()))
    await session.renewedPair(stored)
    for (const name of [before, honoured, answering])
      expect(await session.storedPair(name)).toEqual(session.account(name).before)
    provider(answering).release()
    await first.kill()
    await until(
      'the provider notices the closed connections',
      () => provider(before).counts().held + provider(honoured).counts().held,
      (held) => held === 0,
    )
    expect(provider(before).counts().refreshGrants.honoured).toBe(0)
    expect(provider(honoured).counts().refreshGrants.honoured).toBe(1)
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
    expect(provider(stored).counts().refreshGrants.asked).toBe(1)
  })
})
