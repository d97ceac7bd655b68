import { describe, expect, it } from 'vitest'
import { held, slow } from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('sleep', () => {
  it('renews at once on resume when the deadline passed in sleep', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.accountToken.suspend()
    harness.clock.sleep(8 * 60 * minuteMs)
    harness.accountToken.resume()
    await harness.clock.advance(0)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })

  it('hands out no token that expired in sleep, even when nobody told of the sleep', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.sleep(60 * minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('starts no renewal once the computer goes to sleep', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs - 2000)
    harness.accountToken.suspend()
    await harness.clock.advance(10_000)
    expect(harness.oauth.sent).toHaveLength(0)
    expect(await rejection(harness.accountToken.ask(3000))).toBe('interrupted')
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    harness.accountToken.resume()
    await harness.clock.advance(0)
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('goes on after a minute when no resume follows a suspend', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs - 2000)
    harness.accountToken.suspend()
    await harness.clock.advance(minuteMs)
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('lets the computer rest between suspend and sleep', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs - 2000)
    harness.accountToken.suspend()
    const before = harness.reports.length
    await harness.clock.advance(59_000)
    expect(harness.reports.length - before).toBeLessThan(5)
  })

  it('drops the request in the air on resume and makes it again', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    harness.accountToken.suspend()
    harness.clock.sleep(5 * minuteMs)
    harness.accountToken.resume()
    expect((await renewed).accessToken).toBe('access-2')
    expect(harness.oauth.sent).toHaveLength(2)
    expect(harness.oauth.maxInFlight()).toBe(1)
  })

  it('drops a request whose answer a sleep swallowed that nobody told of, as soon as somebody asks', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    harness.clock.sleep(60 * minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
    expect((await renewed).accessToken).toBe('access-2')
    expect(harness.oauth.sent).toHaveLength(2)
    expect(harness.oauth.maxInFlight()).toBe(1)
  })

  it('keeps a request in the air when the clock is set by a few seconds', async () => {
    const harness = createAccountTokenHarness()
    const request = held()
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    harness.clock.setWall(4000)
    harness.accountToken.evaluate()
    request.go()
    expect((await renewed).accessToken).toBe('access-2')
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('gets the pair again when sleep swallowed an answer that was honoured', async () => {
    const harness = createAccountTokenHarness()
    const request = held()
    harness.oauth.next(({ redeem, signal }) => {
      redeem()
      return request.behaviour({ redeem, signal })
    })
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    harness.clock.sleep(9 * minuteMs)
    harness.accountToken.resume()
    expect((await renewed).accessToken).toBe('access-3')
    expect(harness.issuer.getDeath('refresh-1')).toBe(null)
  })

  it('takes an answer that came in the very moment of waking', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(({ redeem }) => redeem())
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    harness.accountToken.resume()
    expect((await renewed).accessToken).toBe('access-2')
    expect(harness.oauth.sent.length).toBeLessThanOrEqual(2)
  })

  it('counts the life of a token from before the sleep in which its answer came', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(slow(harness.clock, 10_000))
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(5000)
    harness.clock.sleep(30 * minuteMs)
    await harness.clock.advance(5000)
    expect((await renewed).leftSec).toBe(3600 - 1800 - 10)
  })
})

describe('a wall clock that is set', () => {
  it('does not make a token look longer-lived when it is set back', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(-3 * 60 * minuteMs)
    harness.accountToken.evaluate()
    await harness.clock.advance(54 * minuteMs)
    expect(harness.accountToken.current()?.leftSec).toBe(360)
    await harness.clock.advance(minuteMs)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('tells viewers the expiry by the clock that they see', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(-3 * 60 * minuteMs)
    harness.accountToken.evaluate()
    expect(harness.facts().token).toMatchObject({ expiresAtMs: harness.clock.now().wallMs + 60 * minuteMs })
    expect(harness.accountToken.current()?.expiresAtMs).toBe(harness.clock.now().wallMs + 60 * minuteMs)
  })

  it('renews rather too early when it is set forward', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(56 * minuteMs)
    harness.accountToken.evaluate()
    await harness.clock.advance(0)
    expect(harness.issuer.granted()).toBe(1)
    await harness.clock.advance(54 * minuteMs)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('is no reason to trust less when it is set forward and back again at once', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(20 * minuteMs)
    harness.clock.setWall(-20 * minuteMs)
    harness.accountToken.evaluate()
    expect(harness.accountToken.current()?.leftSec).toBe(3600)
  })

  it('set back just before sleep does not hide the sleep, when the sleep was announced', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(-60 * minuteMs)
    harness.accountToken.suspend()
    harness.clock.sleep(70 * minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('ends a wait in time when it is set back, and early when it is set forward', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(() => ({
      kind: 'transient',
      code: 'rateLimited',
      maybeHonoured: false,
      retryAfterMs: 180_000,
    }))
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    harness.clock.setWall(-60 * minuteMs)
    harness.accountToken.evaluate()
    await harness.clock.advance(3 * minuteMs)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('that stands before the birth of a stored token makes it count as used up', async () => {
    const harness = createAccountTokenHarness()
    harness.clock.setWall(-5000)
    await harness.accountToken.start()
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })
})
