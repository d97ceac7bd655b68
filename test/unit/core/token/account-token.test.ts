import { describe, expect, it } from 'vitest'
import { held, slow, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('when a token is renewed', () => {
  it('renews at the buffer, again and again, without being asked', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs - 1)
    expect(harness.issuer.granted()).toBe(0)
    await harness.clock.advance(1)
    expect(harness.issuer.granted()).toBe(1)
    await harness.clock.advance(10 * 55 * minuteMs)
    expect(harness.issuer.granted()).toBe(11)
    expect(harness.storedPair()?.accessToken).toBe(harness.accountToken.current()?.accessToken)
  })

  it('says when it will renew, and afterwards what it got', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const nowMs = harness.clock.now().wallMs
    expect(harness.facts()).toMatchObject({
      activity: { kind: 'idle' },
      problem: { kind: 'none' },
      renewsAtMs: nowMs + 55 * minuteMs,
      token: {
        kind: 'held',
        obtainedAtMs: nowMs,
        expiresAtMs: nowMs + 60 * minuteMs,
        lifetimeSec: 3600,
        hasRefreshToken: true,
        stored: true,
        scopes: harness.account().scopes,
      },
    })
    await harness.clock.advance(55 * minuteMs)
    expect(harness.events).toEqual([
      {
        kind: 'renewed',
        hadLeftSec: 300,
        leftSec: 3600,
        expiresAtMs: nowMs + 115 * minuteMs,
        nextAtMs: nowMs + 110 * minuteMs,
      },
    ])
  })

  it('uses a changed buffer at once', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(40 * minuteMs)
    harness.setDefaultBuffer(30)
    harness.accountToken.evaluate()
    await harness.clock.advance(0)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('renews at half the lifetime if the buffer is longer than that', async () => {
    const harness = createAccountTokenHarness({ lifetimeSec: 600, record: { bufferMinutes: 30 } })
    await harness.accountToken.start()
    await harness.clock.advance(5 * minuteMs - 1)
    expect(harness.issuer.granted()).toBe(0)
    await harness.clock.advance(1)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('renews up to a tenth of the buffer earlier, so that renewals don’t all happen at once', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 1
    await harness.accountToken.start()
    await harness.clock.advance(54.5 * minuteMs)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('counts a token’s lifetime from the request, not from the answer', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.oauth.next(slow(harness.clock, 15_000))
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(15_000)
    expect((await renewed).leftSec).toBe(3585)
  })

  it('works even if only the heartbeat every minute runs', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.sleep(58 * minuteMs)
    harness.accountToken.evaluate()
    await harness.clock.advance(0)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('never fires timers in a loop, whatever its state', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    const before = harness.reports.length
    await harness.clock.advance(50 * minuteMs)
    expect(harness.reports.length - before).toBeLessThan(5)
  })
})

describe('a caller', () => {
  it('gets the current token at once if it lasts long enough', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    expect(await harness.accountToken.ask()).toEqual({
      accessToken: 'access-1',
      expiresAtMs: harness.clock.now().wallMs + 60 * minuteMs,
      leftSec: 3600,
      lifetimeSec: 3600,
      scopes: harness.account().scopes,
    })
    expect(harness.oauth.sent).toHaveLength(0)
  })

  it('gets a token with the requested validity, renewed if necessary', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(20 * minuteMs)
    expect((await harness.accountToken.ask(40 * 60)).accessToken).toBe('access-1')
    expect((await harness.accountToken.ask(40 * 60 + 1)).accessToken).toBe('access-2')
  })

  it('gets a minute of validity by default', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    await harness.clock.advance(59 * minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    await harness.clock.advance(1)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('gets half the lifetime by default if the lifetime is under two minutes', async () => {
    const harness = createAccountTokenHarness({ lifetimeSec: 20, record: { autoRenewal: false } })
    await harness.accountToken.start()
    await harness.clock.advance(10_000)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    await harness.clock.advance(1)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('gets an error if no token lasts that long, without a renewal', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(minuteMs)
    expect(await rejection(harness.accountToken.ask(3571))).toBe('minValidTooLong')
    expect(harness.oauth.sent).toHaveLength(0)
    expect((await harness.accountToken.ask(3570)).accessToken).toBe('access-2')
  })

  it('gets that error after at most two renewals if the lifetime has become shorter', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(30 * minuteMs)
    harness.issuer.options.lifetimeSec = 600
    expect(await rejection(harness.accountToken.ask(3000))).toBe('minValidTooLong')
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('gets that error after two renewals if the answers take so long that no token lasts that long', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(minuteMs)
    harness.oauth.always(slow(harness.clock, 31_000))
    const asked = rejection(harness.accountToken.ask(3570))
    await harness.clock.advance(10 * minuteMs)
    expect(await asked).toBe('minValidTooLong')
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('never gets an expired token, even if any validity will do', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    await harness.clock.advance(60 * minuteMs)
    expect((await harness.accountToken.ask(0)).accessToken).toBe('access-2')
  })

  it('gets the old token while the new one is on its way', async () => {
    const harness = createAccountTokenHarness()
    const request = held()
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(56 * minuteMs)
    expect(harness.facts().activity).toEqual({ kind: 'renewing' })
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    request.go()
    await harness.clock.advance(0)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('waits for the first read of the keychain, and starts it if necessary', async () => {
    const harness = createAccountTokenHarness()
    const release = harness.secrets.hold()
    void harness.accountToken.start()
    const asked = harness.accountToken.ask()
    release()
    expect((await asked).accessToken).toBe('access-1')
    expect(harness.secrets.calls).toEqual(['read'])
  })

  it('gets an error when the app is closing', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.accountToken.close()
    expect(await rejection(harness.accountToken.ask())).toBe('closing')
    expect(await rejection(harness.accountToken.renew())).toBe('closing')
  })
})

describe('one renewal for all', () => {
  it('renews once when two callers ask at the same time', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const [first, second] = await Promise.all([harness.accountToken.renew(), harness.accountToken.renew()])
    expect(first.accessToken).toBe('access-2')
    expect(second).toEqual(first)
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('sends one request for 200 callers at expiry', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    await harness.clock.advance(60 * minuteMs)
    const answers = await Promise.all(Array.from({ length: 200 }, () => harness.accountToken.ask()))
    expect(new Set(answers.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-2']))
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('sends one request for 200 callers at expiry while the provider is down', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(60 * minuteMs)
    const codes = await Promise.all(Array.from({ length: 200 }, () => rejection(harness.accountToken.ask())))
    expect(new Set(codes)).toEqual(new Set(['offline']))
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('lets callers after a failure share one attempt, two seconds after the last', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    harness.oauth.next(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(60 * minuteMs)
    expect(await rejection(harness.accountToken.ask())).toBe('offline')
    const asked = Promise.all(Array.from({ length: 50 }, () => harness.accountToken.ask()))
    await harness.clock.advance(1999)
    expect(harness.oauth.sent).toHaveLength(1)
    await harness.clock.advance(1)
    await asked
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('never has two requests in flight, whatever the mix of callers, renewals, and timers', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(slow(harness.clock, 5000))
    await harness.accountToken.start()
    for (let minute = 0; minute < 180; minute += 1) {
      void harness.accountToken.ask(3000)
      if (minute % 7 === 0) void harness.accountToken.renew()
      harness.accountToken.evaluate()
      if (minute % 11 === 0) harness.accountToken.resume()
      await harness.clock.advance(minuteMs)
    }
    expect(harness.oauth.maxInFlight()).toBe(1)
  })
})

describe('closing', () => {
  it('waits for the renewal in flight, and stores its result', async () => {
    const harness = createAccountTokenHarness()
    const request = held()
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    void harness.accountToken.renew()
    await harness.clock.advance(0)
    let closed = false
    const closing = harness.accountToken.close().then(() => (closed = true))
    await harness.clock.advance(1000)
    expect(closed).toBe(false)
    request.go()
    await closing
    expect(harness.storedPair()?.accessToken).toBe('access-2')
  })

  it('waits for the keychain, to give an unsaved pair a last chance', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.secrets.repair()
    const release = harness.secrets.hold()
    harness.accountToken.retryNow()
    let closed = false
    const closing = harness.accountToken.close().then(() => (closed = true))
    await harness.clock.advance(0)
    expect(closed).toBe(false)
    release()
    await closing
    expect(harness.storedPair()?.accessToken).toBe('access-2')
  })

  it('starts no renewal for a caller who waited for the keychain, and leaves no timer behind', async () => {
    const harness = createAccountTokenHarness()
    const release = harness.secrets.hold()
    void harness.accountToken.start()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    const closing = harness.accountToken.close()
    release()
    await closing
    expect(await renewed).toBe('closing')
    expect(harness.oauth.sent).toHaveLength(0)
    expect(harness.clock.timers()).toBe(0)
  })

  it('starts nothing more, and leaves no timer behind', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(30 * minuteMs)
    expect(await rejection(harness.accountToken.ask(3000))).toBe('offline')
    const waiting = rejection(harness.accountToken.ask(3000))
    await harness.clock.advance(500)
    const closing = harness.accountToken.close()
    await harness.clock.advance(3 * 60 * minuteMs)
    await closing
    expect(await waiting).toBe('closing')
    expect(harness.oauth.sent).toHaveLength(1)
    expect(harness.clock.timers()).toBe(0)
  })
})
