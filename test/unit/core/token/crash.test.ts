import { describe, expect, it } from 'vitest'
import { answersWith, held, losesTheAnswer, unreachable } from '../../../support/fakes/fake-oauth.ts'
import {
  createAccountTokenHarness,
  minuteMs,
  type AccountTokenHarness,
} from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** Renews, and dies with the request in flight, before or after the provider honors it. */
async function dieInTheAir(harness: AccountTokenHarness, honoured: boolean): Promise<void> {
  harness.oauth.next(({ redeem, signal }) => {
    if (honoured) redeem()
    return held().behaviour({ redeem, signal })
  })
  await harness.accountToken.start()
  void harness.accountToken.renew()
  await harness.clock.advance(0)
  harness.kill()
}

describe('before a refresh token is sent', () => {
  it('records on disk that it may be used up', async () => {
    const harness = createAccountTokenHarness()
    let notedFirst = false
    harness.oauth.next(({ redeem }) => {
      notedFirst = harness.account().attempt?.refreshTokenHash === 'hash of refresh-1'
      return redeem()
    })
    await harness.accountToken.start()
    await harness.accountToken.renew()
    expect(notedFirst).toBe(true)
    expect(harness.marks).toHaveLength(1)
  })

  it('keeps the time of the last attempt, which leaves the most time to try again', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(losesTheAnswer, losesTheAnswer)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    await harness.clock.advance(1000)
    expect(harness.oauth.sent).toHaveLength(2)
    expect(harness.account().attempt?.atMs).toBe(harness.clock.now().wallMs)
  })

  it('removes the record when the request was certainly not honored', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(unreachable)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('offline')
    expect(harness.account().attempt).toBe(null)
  })

  it('keeps the record if an earlier attempt may have been honored', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(losesTheAnswer, unreachable)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    await harness.clock.advance(1000)
    expect(harness.oauth.sent).toHaveLength(2)
    expect(harness.account().attempt).not.toBe(null)
  })
})

describe('after kill -9', () => {
  it.each([
    ['before the provider honors the request', false],
    ['after the provider honors the request', true],
  ])('%s, the next start within the leeway renews without a sign-in', async (_when, honoured) => {
    const harness = createAccountTokenHarness()
    await dieInTheAir(harness, honoured)
    await harness.clock.advance(10 * minuteMs)
    const next = harness.makeAccountToken()
    await next.start()
    await harness.clock.advance(0)
    expect(harness.oauth.sent).toHaveLength(2)
    expect(harness.storedPair()?.accessToken).toBe(next.current()?.accessToken)
    expect(next.current()?.leftSec).toBe(3600)
    expect(harness.facts().problem).toEqual({ kind: 'none' })
  })

  it('before the request was honored, a start after the leeway uses up the token, then renews', async () => {
    const harness = createAccountTokenHarness()
    await dieInTheAir(harness, false)
    await harness.clock.advance(30 * minuteMs)
    const next = harness.makeAccountToken()
    await next.start()
    await harness.clock.advance(30 * minuteMs - 1)
    expect(harness.oauth.sent).toHaveLength(1)
    expect((await next.ask(0)).accessToken).toBe('access-1')
    await harness.clock.advance(1)
    expect(next.current()?.accessToken).toBe('access-2')
  })

  it('after the request was honored, a start after the leeway uses up the token, then requires a sign-in', async () => {
    const harness = createAccountTokenHarness()
    await dieInTheAir(harness, true)
    await harness.clock.advance(30 * minuteMs)
    const next = harness.makeAccountToken()
    await next.start()
    await harness.clock.advance(29 * minuteMs)
    expect((await next.ask(0)).accessToken).toBe('access-1')
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    await harness.clock.advance(2 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'refreshTokenRefused' })
    expect(harness.storedPair()?.accessToken).toBe('access-1')
  })

  it('after the answer came but before it was stored, the next start renews with the old pair', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const release = harness.secrets.hold()
    void harness.accountToken.renew()
    await harness.clock.advance(0)
    expect(harness.issuer.granted()).toBe(1)
    harness.kill()
    harness.secrets.items.set('work', { clientSecret: 'client-secret', tokenSet: harness.firstSet! })
    release()
    await harness.clock.advance(0)
    harness.secrets.items.set('work', { clientSecret: 'client-secret', tokenSet: harness.firstSet! })
    const next = harness.makeAccountToken()
    await next.start()
    await harness.clock.advance(0)
    expect(harness.storedPair()?.accessToken).toBe('access-3')
  })

  it('after the pair was stored, the next start uses it', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.accountToken.renew()
    harness.kill()
    await harness.clock.advance(minuteMs)
    const next = harness.makeAccountToken()
    await next.start()
    expect((await next.ask()).accessToken).toBe('access-2')
    expect(harness.oauth.sent).toHaveLength(1)
    expect(harness.facts().renewsAtMs).toBe(harness.clock.now().wallMs + 54 * minuteMs)
  })

  it('with a provider that does not rotate, the next start still renews at the buffer', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(answersWith({ refreshToken: undefined }))
    await harness.accountToken.start()
    await harness.accountToken.renew()
    expect(harness.storedPair()?.refreshToken).toBe('refresh-1')
    harness.kill()
    await harness.clock.advance(30 * minuteMs)
    const next = harness.makeAccountToken()
    await next.start()
    expect(harness.facts().renewsAtMs).toBe(harness.clock.now().wallMs + 25 * minuteMs)
  })
})
