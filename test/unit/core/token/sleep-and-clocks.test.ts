import { describe, expect, it } from 'vitest'
import { held, slow } from '../../../support/fakes/fake-oauth.ts'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('sleep', () => {
  it('renews at once on resume when the deadline passed in sleep', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.keeper.suspend()
    bench.clock.sleep(8 * 60 * minuteMs)
    bench.keeper.resume()
    await bench.clock.advance(0)
    expect(bench.keeper.held()?.accessToken).toBe('access-2')
  })

  it('hands out no token that expired in sleep, even when nobody told of the sleep', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.sleep(60 * minuteMs)
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })

  it('starts no renewal once the computer goes to sleep', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs - 2000)
    bench.keeper.suspend()
    await bench.clock.advance(10_000)
    expect(bench.oauth.sent).toHaveLength(0)
    expect(await rejection(bench.keeper.ask(3000))).toBe('interrupted')
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    bench.keeper.resume()
    await bench.clock.advance(0)
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('goes on after a minute when no resume follows a suspend', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs - 2000)
    bench.keeper.suspend()
    await bench.clock.advance(minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('lets the computer rest between suspend and sleep', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs - 2000)
    bench.keeper.suspend()
    const before = bench.reports.length
    await bench.clock.advance(59_000)
    expect(bench.reports.length - before).toBeLessThan(5)
  })

  it('drops the request in the air on resume and makes it again', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(held().behaviour)
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(0)
    bench.keeper.suspend()
    bench.clock.sleep(5 * minuteMs)
    bench.keeper.resume()
    expect((await renewed).accessToken).toBe('access-2')
    expect(bench.oauth.sent).toHaveLength(2)
    expect(bench.oauth.mostInFlight()).toBe(1)
  })

  it('drops a request whose answer a sleep swallowed that nobody told of, as soon as somebody asks', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(held().behaviour)
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(0)
    bench.clock.sleep(60 * minuteMs)
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
    expect((await renewed).accessToken).toBe('access-2')
    expect(bench.oauth.sent).toHaveLength(2)
    expect(bench.oauth.mostInFlight()).toBe(1)
  })

  it('keeps a request in the air when the clock is set by a few seconds', async () => {
    const bench = createKeeperBench()
    const request = held()
    bench.oauth.next(request.behaviour)
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(0)
    bench.clock.setWall(4000)
    bench.keeper.evaluate()
    request.go()
    expect((await renewed).accessToken).toBe('access-2')
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('gets the pair again when sleep swallowed an answer that was honoured', async () => {
    const bench = createKeeperBench()
    const request = held()
    bench.oauth.next(({ redeem, signal }) => {
      redeem()
      return request.behaviour({ redeem, signal })
    })
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(0)
    bench.clock.sleep(9 * minuteMs)
    bench.keeper.resume()
    expect((await renewed).accessToken).toBe('access-3')
    expect(bench.issuer.deathOf('refresh-1')).toBe(null)
  })

  it('takes an answer that came in the very moment of waking', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(({ redeem }) => redeem())
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    bench.keeper.resume()
    expect((await renewed).accessToken).toBe('access-2')
    expect(bench.oauth.sent.length).toBeLessThanOrEqual(2)
  })

  it('counts the life of a token from before the sleep in which its answer came', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(slow(bench.clock, 10_000))
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(5000)
    bench.clock.sleep(30 * minuteMs)
    await bench.clock.advance(5000)
    expect((await renewed).leftSec).toBe(3600 - 1800 - 10)
  })
})

describe('a wall clock that is set', () => {
  it('does not make a token look longer-lived when it is set back', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.setWall(-3 * 60 * minuteMs)
    bench.keeper.evaluate()
    await bench.clock.advance(54 * minuteMs)
    expect(bench.keeper.held()?.leftSec).toBe(360)
    await bench.clock.advance(minuteMs)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('tells viewers the expiry by the clock that they see', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.setWall(-3 * 60 * minuteMs)
    bench.keeper.evaluate()
    expect(bench.facts().token).toMatchObject({ expiresAtMs: bench.clock.now().wallMs + 60 * minuteMs })
    expect(bench.keeper.held()?.expiresAtMs).toBe(bench.clock.now().wallMs + 60 * minuteMs)
  })

  it('renews rather too early when it is set forward', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.setWall(56 * minuteMs)
    bench.keeper.evaluate()
    await bench.clock.advance(0)
    expect(bench.issuer.granted()).toBe(1)
    await bench.clock.advance(54 * minuteMs)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('is no reason to trust less when it is set forward and back again at once', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.setWall(20 * minuteMs)
    bench.clock.setWall(-20 * minuteMs)
    bench.keeper.evaluate()
    expect(bench.keeper.held()?.leftSec).toBe(3600)
  })

  it('set back just before sleep does not hide the sleep, when the sleep was announced', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.setWall(-60 * minuteMs)
    bench.keeper.suspend()
    bench.clock.sleep(70 * minuteMs)
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })

  it('ends a wait in time when it is set back, and early when it is set forward', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(() => ({
      kind: 'transient',
      code: 'rateLimited',
      maybeHonoured: false,
      retryAfterMs: 180_000,
    }))
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    bench.clock.setWall(-60 * minuteMs)
    bench.keeper.evaluate()
    await bench.clock.advance(3 * minuteMs)
    expect(bench.oauth.sent).toHaveLength(2)
  })

  it('that stands before the birth of a stored token makes it count as used up', async () => {
    const bench = createKeeperBench()
    bench.clock.setWall(-5000)
    await bench.keeper.start()
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })
})
