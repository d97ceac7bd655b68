import { describe, expect, it } from 'vitest'
import { refusesTheClient, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('an account without a refresh token', () => {
  const withoutRefreshToken = () =>
    createAccountTokenHarness({ stored: (fresh) => ({ ...fresh, refreshToken: null }) })

  it('warns at the buffer, and asks for a sign-in when the token has expired', async () => {
    const harness = withoutRefreshToken()
    await harness.accountToken.start()
    expect(harness.facts()).toMatchObject({ token: { hasRefreshToken: false }, renewsAtMs: null })
    await harness.clock.advance(55 * minuteMs)
    expect(harness.eventKinds()).toEqual(['expiresSoon'])
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    await harness.clock.advance(5 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'noRefreshToken' })
  })

  it('asks for a sign-in also where there is no keychain, which is a problem of its own before', async () => {
    const harness = createAccountTokenHarness({ stored: null })
    harness.secrets.break('keychainMissing')
    await harness.accountToken.start()
    const { clientSecret, tokenSet } = harness.freshSecret()
    const secret = { clientSecret, tokenSet: { ...tokenSet, refreshToken: null } }
    await harness.accountToken.setTokens(secret, harness.clock.now())
    await harness.clock.advance(59 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'keychainUnavailable', reason: 'keychainMissing' })
    await harness.clock.advance(2 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'noRefreshToken' })
  })

  it('reports the end only once, with the warning', async () => {
    const harness = withoutRefreshToken()
    await harness.accountToken.start()
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.eventKinds()).toEqual(['expiresSoon'])
  })

  it('issues the token while it is valid, and then says why it can’t', async () => {
    const harness = withoutRefreshToken()
    await harness.accountToken.start()
    await harness.clock.advance(58 * minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    expect(await rejection(harness.accountToken.ask(3000))).toBe('noRefreshToken')
    expect(await rejection(harness.accountToken.renew())).toBe('noRefreshToken')
    await harness.clock.advance(2 * minuteMs)
    expect(await rejection(harness.accountToken.ask())).toBe('noRefreshToken')
    expect(harness.oauth.sent).toHaveLength(0)
  })
})

describe('an account with auto-renewal off', () => {
  it('warns once at the buffer and once at expiry, and renews only on request', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    expect(harness.facts().renewsAtMs).toBe(null)
    await harness.clock.advance(55 * minuteMs - 1)
    expect(harness.events).toEqual([])
    await harness.clock.advance(1)
    expect(harness.eventKinds()).toEqual(['expiresSoon'])
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.eventKinds()).toEqual(['expiresSoon', 'expired'])
    expect(harness.oauth.sent).toHaveLength(0)
    await harness.accountToken.renew()
    expect(harness.events.at(-1)).toMatchObject({ kind: 'renewed', nextAtMs: null })
    await harness.clock.advance(61 * minuteMs)
    expect(harness.eventKinds()).toEqual(['expiresSoon', 'expired', 'renewed', 'expiresSoon', 'expired'])
  })

  it('renews at once when it is switched on within the buffer', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    await harness.clock.advance(57 * minuteMs)
    harness.setAccount({ autoRenewal: true })
    await harness.accountToken.reconfigure(null)
    await harness.clock.advance(0)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })
})

describe('the expiry of a token', () => {
  it('is reported once if the provider stays unreachable', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.5
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(59 * minuteMs)
    expect(harness.eventKinds()).toEqual(['offline'])
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.eventKinds()).toEqual(['offline', 'expired'])
  })

  it('is not reported if the first attempts after a long sleep may still succeed', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.accountToken.suspend()
    harness.clock.sleep(10 * 60 * minuteMs)
    harness.oauth.next(unreachable)
    harness.accountToken.resume()
    await harness.clock.advance(minuteMs)
    expect(harness.eventKinds()).toEqual(['offline', 'renewed'])
  })

  it('is reported once two attempts have failed', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.sleep(10 * 60 * minuteMs)
    harness.oauth.next(unreachable, unreachable)
    harness.accountToken.resume()
    await harness.clock.advance(minuteMs)
    expect(harness.eventKinds()).toEqual(['offline', 'expired', 'renewed'])
  })

  it('is reported at once if the provider refuses the client', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.sleep(10 * 60 * minuteMs)
    harness.oauth.next(refusesTheClient)
    harness.accountToken.resume()
    await harness.clock.advance(1000)
    expect(harness.eventKinds()).toEqual(['clientSecretRefused', 'expired'])
  })

  it('is not reported for an account that was never signed in', async () => {
    const harness = createAccountTokenHarness({ stored: null })
    await harness.accountToken.start()
    await harness.accountToken.reconfigure('client-secret')
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.events).toEqual([])
  })

  it('is reported as no time left when it is renewed late', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.clock.sleep(10 * 60 * minuteMs)
    await harness.accountToken.renew()
    expect(harness.events).toMatchObject([{ kind: 'renewed', hadLeftSec: 0, leftSec: 3600 }])
  })
})
