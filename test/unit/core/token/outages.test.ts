import { describe, expect, it } from 'vitest'
import {
  asksToSlowDown,
  failing,
  losesTheAnswer,
  losesTheRequest,
  unreachable,
} from '../../../support/fakes/fake-oauth.ts'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('while the provider does not answer', () => {
  it('keeps the pair, and hands it out as long as it lives', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(failing)
    await bench.keeper.start()
    const before = bench.storedPair()
    await bench.clock.advance(58 * minuteMs)
    expect(bench.storedPair()).toEqual(before)
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    expect(bench.facts()).toMatchObject({
      activity: { kind: 'retrying', error: 'providerFailed' },
      trouble: { kind: 'none' },
    })
  })

  it('tries again by itself, more and more rarely, at least every five minutes', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    const soon = bench.oauth.sent.length
    expect(soon).toBeGreaterThanOrEqual(1)
    await bench.clock.advance(60 * minuteMs)
    const firstHour = bench.oauth.sent.length
    expect(firstHour - soon).toBeGreaterThan(12)
    await bench.clock.advance(60 * minuteMs)
    const secondHour = bench.oauth.sent.length - firstHour
    expect(secondHour).toBeGreaterThanOrEqual(12)
    expect(secondHour).toBeLessThanOrEqual(13)
  })

  it('spreads its tries over the whole wait, but never comes at once', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs + 10_000)
    expect(bench.oauth.sent).toHaveLength(11)
  })

  it('recovers by itself when the provider is back', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(70 * minuteMs)
    bench.oauth.always(({ redeem }) => redeem())
    await bench.clock.advance(5 * minuteMs)
    expect(bench.facts()).toMatchObject({ activity: { kind: 'idle' }, trouble: { kind: 'none' } })
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })

  it('tries at once when the network is back', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(120 * minuteMs)
    bench.oauth.always(({ redeem }) => redeem())
    bench.keeper.hurry()
    await bench.clock.advance(0)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('notes a failure once, not each try', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(57 * minuteMs)
    bench.oauth.next(failing)
    await bench.clock.advance(minuteMs)
    expect(bench.eventKinds()).toEqual(['offline', 'providerFailed', 'offline'])
  })

  it('says what the wait is for and when the next try comes', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.5
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(54.75 * minuteMs)
    expect(bench.facts().activity).toEqual({
      kind: 'retrying',
      attempt: 1,
      error: 'offline',
      nextAtMs: bench.clock.now().wallMs + 2000,
    })
  })

  it('survives a client that throws instead of telling its outcome', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(() => {
      throw new Error('a bug')
    })
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('internal')
    expect(bench.keeper.held()?.accessToken).toBe('access-1')
    await bench.clock.advance(1000)
    expect(bench.keeper.held()?.accessToken).toBe('access-2')
  })

  it('does not send, and does not spin, while the attempt can’t be noted (a full disk)', async () => {
    const bench = createKeeperBench({ diskFull: true })
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs + 3000)
    expect(bench.oauth.sent).toHaveLength(0)
    expect(bench.facts().activity).toMatchObject({ kind: 'retrying', error: 'internal' })
  })
})

describe('when the provider asks to slow down', () => {
  it('waits as long as it was asked to', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(asksToSlowDown(3 * minuteMs))
    await bench.keeper.start()
    await bench.clock.advance(58 * minuteMs - 1)
    expect(bench.oauth.sent).toHaveLength(1)
    await bench.clock.advance(1)
    expect(bench.oauth.sent).toHaveLength(2)
  })

  it('tells callers so without asking again, and serves what is still valid', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(asksToSlowDown(3 * minuteMs))
    await bench.keeper.start()
    await bench.clock.advance(56 * minuteMs)
    expect(await rejection(bench.keeper.ask(3000))).toBe('rateLimited')
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('asks again for a caller as soon as the time is up, though its own wait is longer', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.oauth.next(unreachable, unreachable, unreachable, unreachable, unreachable, asksToSlowDown(3000))
    await bench.keeper.start()
    while (bench.oauth.sent.length < 6) await bench.clock.advance(1000)
    await bench.clock.advance(3000)
    expect((await bench.keeper.ask(3500)).accessToken).toBe('access-2')
  })

  it('keeps its own wait when the provider does not say for how long', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.oauth.next(asksToSlowDown(0))
    await bench.keeper.start()
    await bench.clock.advance(54.5 * minuteMs + 1000)
    expect(await rejection(bench.keeper.ask(3500))).toBe('rateLimited')
    await bench.clock.advance(4000)
    expect(bench.oauth.sent).toHaveLength(2)
  })

  it('does not come back earlier because the network does', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(asksToSlowDown(3 * minuteMs))
    await bench.keeper.start()
    await bench.clock.advance(56 * minuteMs)
    bench.keeper.hurry()
    await bench.clock.advance(minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
  })
})

describe('when an answer is lost', () => {
  it('sends the same refresh token again, soon, and gets a pair (lost after it was honoured)', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.oauth.next(losesTheAnswer)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    await bench.clock.advance(5000)
    expect(bench.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1', 'refresh-1'])
    expect(bench.storedPair()?.refreshToken).toBe('refresh-3')
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
  })

  it('tries at least once a minute while the leeway runs, to be inside it', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.oauth.always(losesTheRequest)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    const before = bench.oauth.sent.length
    await bench.clock.advance(9 * minuteMs)
    expect(bench.oauth.sent.length - before).toBeGreaterThanOrEqual(9)
  })

  it('uses up the access token first when the leeway is over, then tries once more', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.oauth.next(losesTheRequest)
    expect(await rejection(bench.keeper.renew())).toBe('timedOut')
    bench.oauth.always(unreachable)
    await bench.clock.advance(11 * minuteMs)
    bench.oauth.always(({ redeem }) => redeem())
    const before = bench.oauth.sent.length
    await bench.clock.advance(49 * minuteMs - 1)
    expect(bench.oauth.sent).toHaveLength(before)
    await bench.clock.advance(1)
    expect(bench.oauth.sent).toHaveLength(before + 1)
    expect(bench.keeper.held()?.accessToken).toBe('access-2')
  })

  it('begins another leeway with a request that is sent after the first one and lost in its turn', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.oauth.next(losesTheRequest)
    expect(await rejection(bench.keeper.renew())).toBe('timedOut')
    bench.oauth.always(unreachable)
    await bench.clock.advance(11 * minuteMs)
    bench.oauth.next(losesTheAnswer)
    expect(await rejection(bench.keeper.ask(3000))).toBe('timedOut')
    expect(bench.account().attempt?.atMs).toBeGreaterThan(bench.clock.now().wallMs - minuteMs)
    bench.oauth.always(({ redeem }) => redeem())
    await bench.clock.advance(2 * minuteMs)
    expect(bench.facts()).toMatchObject({ activity: { kind: 'idle' }, trouble: { kind: 'none' } })
    expect(bench.storedPair()?.refreshToken).toBe('refresh-3')
  })

  it('tries after the leeway all the same when somebody needs a token', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.oauth.next(losesTheRequest)
    expect(await rejection(bench.keeper.renew())).toBe('timedOut')
    bench.oauth.always(unreachable)
    await bench.clock.advance(20 * minuteMs)
    bench.oauth.always(({ redeem }) => redeem())
    expect((await bench.keeper.ask(3000)).accessToken).toBe('access-2')
  })
})
