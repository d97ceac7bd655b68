import { describe, expect, it } from 'vitest'
import { held, slow, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('when a token is renewed', () => {
  it('renews at the buffer, again and again, without anybody asking', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs - 1)
    expect(bench.issuer.granted()).toBe(0)
    await bench.clock.advance(1)
    expect(bench.issuer.granted()).toBe(1)
    await bench.clock.advance(10 * 55 * minuteMs)
    expect(bench.issuer.granted()).toBe(11)
    expect(bench.storedPair()?.accessToken).toBe(bench.keeper.held()?.accessToken)
  })

  it('says before when it will renew, and afterwards what it got', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    const nowMs = bench.clock.now().wallMs
    expect(bench.facts()).toMatchObject({
      activity: { kind: 'idle' },
      trouble: { kind: 'none' },
      renewsAtMs: nowMs + 55 * minuteMs,
      token: { kind: 'held', expiresAtMs: nowMs + 60 * minuteMs, stored: true },
    })
    await bench.clock.advance(55 * minuteMs)
    expect(bench.events).toEqual([
      {
        kind: 'renewed',
        hadLeftSec: 300,
        leftSec: 3600,
        expiresAtMs: nowMs + 115 * minuteMs,
        nextAtMs: nowMs + 110 * minuteMs,
      },
    ])
  })

  it('takes the buffer of the settings at once when it changes', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(40 * minuteMs)
    bench.setDefaultBuffer(30)
    bench.keeper.evaluate()
    await bench.clock.advance(0)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('renews at half the life when the buffer is longer than that', async () => {
    const bench = createKeeperBench({ lifetimeSec: 600, record: { bufferMinutes: 30 } })
    await bench.keeper.start()
    await bench.clock.advance(5 * minuteMs - 1)
    expect(bench.issuer.granted()).toBe(0)
    await bench.clock.advance(1)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('renews up to a tenth of the buffer earlier, so that not all renewals fall together', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 1
    await bench.keeper.start()
    await bench.clock.advance(54.5 * minuteMs)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('counts the life of a token from when it was asked for, not from when it came', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.oauth.next(slow(bench.clock, 15_000))
    const renewed = bench.keeper.renew()
    await bench.clock.advance(15_000)
    expect((await renewed).leftSec).toBe(3585)
  })

  it('finds the way when nobody but the minute heartbeat calls', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.sleep(58 * minuteMs)
    bench.keeper.evaluate()
    await bench.clock.advance(0)
    expect(bench.issuer.granted()).toBe(1)
  })

  it('never fires timers in a loop, whatever state it is in', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    const before = bench.reports.length
    await bench.clock.advance(50 * minuteMs)
    expect(bench.reports.length - before).toBeLessThan(5)
  })
})

describe('who asks', () => {
  it('gets the token held at once when that lives long enough', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    expect(await bench.keeper.ask()).toEqual({
      accessToken: 'access-1',
      expiresAtMs: bench.clock.now().wallMs + 60 * minuteMs,
      leftSec: 3600,
      lifetimeSec: 3600,
      scopes: bench.account().scopes,
    })
    expect(bench.oauth.sent).toHaveLength(0)
  })

  it('gets a token with the validity asked for, by a renewal if need be', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(20 * minuteMs)
    expect((await bench.keeper.ask(40 * 60)).accessToken).toBe('access-1')
    expect((await bench.keeper.ask(40 * 60 + 1)).accessToken).toBe('access-2')
  })

  it('gets a minute of validity without saying so', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    await bench.keeper.start()
    await bench.clock.advance(59 * minuteMs)
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    await bench.clock.advance(1)
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })

  it('gets half the life without saying so when the life is shorter than two minutes', async () => {
    const bench = createKeeperBench({ lifetimeSec: 20, record: { autoRenewal: false } })
    await bench.keeper.start()
    await bench.clock.advance(10_000)
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    await bench.clock.advance(1)
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })

  it('is told when no token lives that long, and nothing is renewed for it', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(minuteMs)
    expect(await rejection(bench.keeper.ask(3590))).toBe('minValidTooLong')
    expect(bench.oauth.sent).toHaveLength(0)
  })

  it('is told so after two renewals at most when the tokens have become shorter', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(30 * minuteMs)
    bench.issuer.options.lifetimeSec = 600
    expect(await rejection(bench.keeper.ask(3000))).toBe('minValidTooLong')
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('gets the old token while the new one is on its way', async () => {
    const bench = createKeeperBench()
    const request = held()
    bench.oauth.next(request.behaviour)
    await bench.keeper.start()
    await bench.clock.advance(56 * minuteMs)
    expect(bench.facts().activity).toEqual({ kind: 'renewing' })
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    request.go()
    await bench.clock.advance(0)
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
  })

  it('starts the keeper’s first reading of the keychain if that has not ended', async () => {
    const bench = createKeeperBench()
    const release = bench.secrets.hold()
    void bench.keeper.start()
    const asked = bench.keeper.ask()
    release()
    expect((await asked).accessToken).toBe('access-1')
    expect(bench.secrets.calls).toEqual(['read'])
  })

  it('is told that the app is closing', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.keeper.close()
    expect(await rejection(bench.keeper.ask())).toBe('closing')
    expect(await rejection(bench.keeper.renew())).toBe('closing')
  })
})

describe('one renewal for all', () => {
  it('renews once when two callers ask at the same time', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    const [first, second] = await Promise.all([bench.keeper.renew(), bench.keeper.renew()])
    expect(first.accessToken).toBe('access-2')
    expect(second).toEqual(first)
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('asks once when 200 callers come at expiry', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    await bench.keeper.start()
    await bench.clock.advance(60 * minuteMs)
    const answers = await Promise.all(Array.from({ length: 200 }, () => bench.keeper.ask()))
    expect(new Set(answers.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-2']))
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('asks once when 200 callers come at expiry and the provider is down', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(60 * minuteMs)
    const codes = await Promise.all(Array.from({ length: 200 }, () => rejection(bench.keeper.ask())))
    expect(new Set(codes)).toEqual(new Set(['offline']))
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('lets callers after a failure share one try, two seconds after the last', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    bench.oauth.next(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(60 * minuteMs)
    expect(await rejection(bench.keeper.ask())).toBe('offline')
    const asked = Promise.all(Array.from({ length: 50 }, () => bench.keeper.ask()))
    await bench.clock.advance(1999)
    expect(bench.oauth.sent).toHaveLength(1)
    await bench.clock.advance(1)
    await asked
    expect(bench.oauth.sent).toHaveLength(2)
  })

  it('never has two requests in the air, however asking, renewing and timers mix', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(slow(bench.clock, 5000))
    await bench.keeper.start()
    for (let minute = 0; minute < 180; minute += 1) {
      void bench.keeper.ask(3000)
      if (minute % 7 === 0) void bench.keeper.renew()
      bench.keeper.evaluate()
      if (minute % 11 === 0) bench.keeper.resume()
      await bench.clock.advance(minuteMs)
    }
    expect(bench.oauth.mostInFlight()).toBe(1)
  })
})

describe('closing', () => {
  it('waits for the renewal in the air, and keeps what it brings', async () => {
    const bench = createKeeperBench()
    const request = held()
    bench.oauth.next(request.behaviour)
    await bench.keeper.start()
    void bench.keeper.renew()
    await bench.clock.advance(0)
    let closed = false
    const closing = bench.keeper.close().then(() => (closed = true))
    await bench.clock.advance(1000)
    expect(closed).toBe(false)
    request.go()
    await closing
    expect(bench.storedPair()?.accessToken).toBe('access-2')
  })

  it('waits for the keychain, so that a pair that was not stored gets its last chance', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainLocked', ['write'])
    await bench.keeper.renew()
    bench.secrets.mend()
    const release = bench.secrets.hold()
    bench.keeper.hurry()
    let closed = false
    const closing = bench.keeper.close().then(() => (closed = true))
    await bench.clock.advance(0)
    expect(closed).toBe(false)
    release()
    await closing
    expect(bench.storedPair()?.accessToken).toBe('access-2')
  })

  it('starts nothing any more, and leaves no timer behind', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(unreachable)
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('offline')
    await bench.clock.advance(1500)
    const cooling = rejection(bench.keeper.renew())
    await bench.keeper.close()
    await bench.clock.advance(3 * 60 * minuteMs)
    expect(await cooling).toBe('closing')
    expect(bench.oauth.sent).toHaveLength(1)
    expect(bench.clock.timers()).toBe(0)
  })
})
