import { describe, expect, it } from 'vitest'
import { asksToSlowDown, held, slow, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('sleep', () => {
  it('renews at once on resume if the deadline passed during sleep', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.accountToken.suspend()
    harness.clock.sleep(8 * 60 * minuteMs)
    harness.accountToken.resume()
    await harness.clock.advance(0)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })

  it('issues no token that expired during sleep, even if no event announced the sleep', async () => {
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

  it('does not stop a renewal that the user wants now', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.accountToken.suspend()
    expect((await harness.accountToken.renew()).accessToken).toBe('access-2')
  })

  it('starts no renewal that was waiting when the suspend came', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(30 * minuteMs)
    expect(await rejection(harness.accountToken.ask(3000))).toBe('offline')
    const asked = rejection(harness.accountToken.ask(3000))
    await harness.clock.advance(500)
    harness.accountToken.suspend()
    await harness.clock.advance(10_000)
    expect(await asked).toBe('interrupted')
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('continues after a minute if no resume follows a suspend', async () => {
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

  it('drops the request in flight on resume and sends it again', async () => {
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

  it('drops a request whose answer was lost in an unannounced sleep, as soon as someone asks', async () => {
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

  it('keeps a request in flight when the clock is adjusted by a few seconds', async () => {
    const harness = createAccountTokenHarness()
    const request = held()
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    harness.clock.setWall(5000)
    harness.accountToken.evaluate()
    request.go()
    expect((await renewed).accessToken).toBe('access-2')
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('gets the pair again if sleep swallowed the answer to an honored request', async () => {
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

  it('accepts an answer that arrives at the very moment of waking up', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(({ redeem }) => redeem())
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    harness.accountToken.resume()
    expect((await renewed).accessToken).toBe('access-2')
    expect(harness.oauth.sent.length).toBeLessThanOrEqual(2)
  })

  it('counts a token’s lifetime from before the sleep during which its answer arrived', async () => {
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

describe('a wall clock change', () => {
  it('backward does not make a token look longer-lived', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(-3 * 60 * minuteMs)
    harness.accountToken.evaluate()
    await harness.clock.advance(54 * minuteMs)
    expect(harness.accountToken.current()?.leftSec).toBe(360)
    await harness.clock.advance(minuteMs)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('changes the expiry that viewers see, because they use that clock', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(-3 * 60 * minuteMs)
    harness.accountToken.evaluate()
    expect(harness.facts().token).toMatchObject({ expiresAtMs: harness.clock.now().wallMs + 60 * minuteMs })
    expect(harness.accountToken.current()?.expiresAtMs).toBe(harness.clock.now().wallMs + 60 * minuteMs)
  })

  it('forward makes it renew too early rather than too late', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(56 * minuteMs)
    harness.accountToken.evaluate()
    await harness.clock.advance(0)
    expect(harness.issuer.granted()).toBe(1)
    await harness.clock.advance(54 * minuteMs)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('forward and straight back again makes no difference', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(20 * minuteMs)
    harness.clock.setWall(-20 * minuteMs)
    harness.accountToken.evaluate()
    expect(harness.accountToken.current()?.leftSec).toBe(3600)
  })

  it('backward just before an announced sleep does not hide the sleep', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.setWall(-60 * minuteMs)
    harness.accountToken.suspend()
    harness.clock.sleep(70 * minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('backward doesn’t extend a wait', async () => {
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

  it('forward and back again doesn’t extend a wait either', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(asksToSlowDown(3 * minuteMs))
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    harness.clock.setWall(2 * minuteMs)
    harness.accountToken.evaluate()
    harness.clock.setWall(-2 * minuteMs)
    await harness.clock.advance(minuteMs)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('of up to two seconds does not change the expiry that viewers see, so it does not flicker', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const before = harness.facts().token
    harness.clock.setWall(-2000)
    harness.accountToken.evaluate()
    expect(harness.facts().token).toEqual(before)
    harness.clock.setWall(-1)
    harness.accountToken.evaluate()
    expect(harness.facts().token).toMatchObject({ expiresAtMs: harness.clock.now().wallMs + 60 * minuteMs })
  })

  it('does not move the expiry of a token that has expired', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    const expiresAtMs = harness.clock.now().wallMs + 60 * minuteMs
    await harness.clock.advance(61 * minuteMs)
    harness.clock.setWall(5 * minuteMs)
    harness.accountToken.evaluate()
    expect(harness.facts().token).toMatchObject({ expiresAtMs })
    expect(harness.accountToken.current()).toMatchObject({ expiresAtMs, leftSec: 0 })
  })

  it('backward just before an announced sleep doesn’t hide the sleep from a wait', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(asksToSlowDown(8 * minuteMs))
    await harness.accountToken.start()
    await harness.clock.advance(59 * minuteMs)
    harness.clock.setWall(-60 * minuteMs)
    harness.accountToken.suspend()
    harness.clock.sleep(5 * minuteMs)
    harness.accountToken.resume()
    await harness.clock.advance(0)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('to before the start of a stored token makes the token count as expired', async () => {
    const harness = createAccountTokenHarness()
    harness.clock.setWall(-5000)
    await harness.accountToken.start()
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })
})
