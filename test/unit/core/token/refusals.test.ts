import { describe, expect, it } from 'vitest'
import {
  answersWith,
  held,
  losesTheRequest,
  refuses,
  refusesTheClient,
  slow,
  transient,
  unreachable,
  type Behaviour,
} from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('a refused refresh token', () => {
  it('stops all requests, keeps the tokens, and requires a sign-in', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(refuses)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    expect(harness.facts()).toMatchObject({
      token: { kind: 'held' },
      activity: { kind: 'idle' },
      problem: { kind: 'signInNeeded', reason: 'refreshTokenRefused' },
      renewsAtMs: null,
    })
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.oauth.sent).toHaveLength(1)
    expect(await rejection(harness.accountToken.ask())).toBe('refreshTokenRefused')
    expect(await rejection(harness.accountToken.renew())).toBe('refreshTokenRefused')
    expect(harness.oauth.sent).toHaveLength(1)
    expect(harness.storedPair()?.refreshToken).toBe('refresh-1')
  })

  it('lets the computer rest while the last token runs out', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(refuses)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    const before = harness.reports.length
    await harness.clock.advance(20 * minuteMs)
    expect(harness.reports.length - before).toBeLessThan(5)
  })

  it('is recorded once', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(refuses)
    await harness.accountToken.start()
    await harness.clock.advance(54 * minuteMs)
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.eventKinds()).toEqual(['refreshTokenRefused', 'expired'])
  })

  it('is not the end if the keychain has a newer pair', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(50 * minuteMs)
    const newer = harness.freshSecret()
    harness.secrets.items.set('work', newer)
    harness.oauth.next(refuses)
    await harness.clock.advance(5 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    expect(harness.accountToken.current()).toMatchObject({
      accessToken: newer.tokenSet.accessToken,
      leftSec: 55 * 60,
    })
    expect(harness.oauth.sent).toHaveLength(1)
    // at the start and after the refusal: another read could fail, and lose what this one found
    expect(harness.secrets.calls).toEqual(['read', 'read'])
  })

  it('renews the newer pair from the keychain if that is about to expire too', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const newer = harness.freshSecret()
    await harness.clock.advance(50 * minuteMs)
    harness.secrets.items.set('work', newer)
    harness.oauth.next(refuses)
    await harness.clock.advance(6 * minuteMs)
    expect(harness.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1', 'refresh-2'])
    expect(harness.accountToken.current()?.leftSec).toBeGreaterThan(3000)
  })

  it('gives a caller a new token, not the newer pair from the keychain, if that is about to expire', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const newer = harness.freshSecret()
    await harness.clock.advance(10 * minuteMs)
    await harness.accountToken.renew()
    await harness.clock.advance(46 * minuteMs)
    harness.secrets.items.set('work', newer)
    harness.oauth.next(refuses)
    expect((await harness.accountToken.renew()).leftSec).toBe(3600)
  })

  it('renews the newer pair from the keychain for a caller if that has expired, also with auto-renewal off', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    harness.secrets.items.set('work', harness.freshSecret())
    await harness.clock.advance(60 * minuteMs)
    harness.oauth.next(refuses)
    expect(await harness.accountToken.renew()).toMatchObject({ accessToken: 'access-3', leftSec: 3600 })
    expect(harness.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1', 'refresh-2'])
  })

  it('isn’t sent again and again if the keychain has an older pair', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.oauth.always(async () => {
      if (harness.oauth.sent.length > 5) throw new Error('asks and asks')
      return { kind: 'signInNeeded', code: 'refreshTokenRefused' }
    })
    expect(await rejection(harness.accountToken.renew())).toBe('refreshTokenRefused')
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('is still refused if it is stored in place of an older pair just then', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.secrets.repair()
    const release = harness.secrets.hold()
    harness.oauth.always(refuses)
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    harness.accountToken.retryNow()
    release()
    expect(await renewed).toBe('refreshTokenRefused')
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'refreshTokenRefused' })
  })

  it('is the end if the keychain has a newer access token, but nothing to renew it with', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const { tokenSet } = harness.freshSecret()
    harness.secrets.items.set('work', {
      clientSecret: 'client-secret',
      tokenSet: { ...tokenSet, refreshToken: null },
    })
    harness.oauth.next(refuses)
    expect(await rejection(harness.accountToken.renew())).toBe('refreshTokenRefused')
  })

  it('counts as refused if the keychain can’t be checked for a newer pair', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked')
    harness.oauth.always(refuses)
    expect(await rejection(harness.accountToken.renew())).toBe('refreshTokenRefused')
    expect(harness.facts().problem.kind).toBe('signInNeeded')
  })
})

describe('a refused client secret', () => {
  it('never requires a new sign-in, and is retried ever more slowly', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.oauth.sent.length).toBeGreaterThan(20)
    expect(harness.oauth.sent.length).toBeLessThan(60)
    expect(harness.facts()).toMatchObject({
      activity: { kind: 'retrying', error: 'clientSecretRefused' },
      problem: { kind: 'misconfigured', reason: 'clientSecretRefused' },
    })
    expect(harness.eventKinds()).toEqual(['clientSecretRefused', 'expired'])
  })

  it('is told to callers, who don’t make it ask more than once a minute', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(24 * 60 * minuteMs)
    await harness.clock.advance(minuteMs)
    const before = harness.oauth.sent.length
    for (let caller = 0; caller < 9; caller += 1)
      expect(await rejection(harness.accountToken.ask())).toBe('clientSecretRefused')
    expect(harness.oauth.sent.length - before).toBeLessThanOrEqual(1)
    harness.oauth.always(({ redeem }) => redeem())
    await harness.clock.advance(minuteMs)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
    expect(harness.facts().problem).toEqual({ kind: 'none' })
  })

  it('is tried again for a caller when a minute has passed', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    harness.oauth.next(refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(60 * minuteMs)
    expect(await rejection(harness.accountToken.ask())).toBe('clientSecretRefused')
    await harness.clock.advance(minuteMs - 1)
    expect(await rejection(harness.accountToken.ask())).toBe('clientSecretRefused')
    expect(harness.oauth.sent).toHaveLength(1)
    await harness.clock.advance(1)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('is tried again at once in another network, because it may have come from the old one', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    harness.accountToken.retryNow()
    await harness.clock.advance(0)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })

  it('does no harm while the token is valid, and is soon looked at again', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(refusesTheClient)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretRefused')
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    await harness.clock.advance(2 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'none' })
  })

  it('is forgotten when the provider fails in another way', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(refusesTheClient, () => ({ ...transient('badAnswer', false), detail: 'HTTP 418' }))
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretRefused')
    expect(await rejection(harness.accountToken.renew())).toBe('badAnswer')
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    expect(harness.events).toEqual([
      { kind: 'failed', code: 'clientSecretRefused' },
      { kind: 'failed', code: 'badAnswer', detail: 'HTTP 418' },
    ])
  })

  it('is recorded after a refusal of another kind', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(() => ({ kind: 'misconfigured', code: 'requestRefused' }), refusesTheClient)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('requestRefused')
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretRefused')
    expect(harness.eventKinds()).toEqual(['requestRefused', 'clientSecretRefused'])
    expect(harness.facts().problem).toEqual({ kind: 'misconfigured', reason: 'clientSecretRefused' })
  })

  it('does not mark the refresh token as possibly used', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(refusesTheClient)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretRefused')
    expect(harness.account().attempt).toBe(null)
  })

  it('is retried with the new secret as soon as that is saved', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    await harness.accountToken.reconfigure('new-secret')
    await harness.clock.advance(0)
    expect(harness.oauth.sent.map(({ clientSecret }) => clientSecret)).toEqual([
      'client-secret',
      'new-secret',
    ])
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    expect(harness.secrets.items.get('work')).toMatchObject({
      clientSecret: 'new-secret',
      tokenSet: { accessToken: 'access-2' },
    })
  })

  it('is known, so that neither reading nor replacing it makes the keychain or the disk busy', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    expect(await harness.accountToken.clientSecret()).toBe('client-secret')
    await harness.accountToken.reconfigure('new-secret')
    expect(harness.secrets.calls).toEqual(['read', 'write'])
    expect(harness.marks).toEqual([])
  })

  it('is retried when another setting of the account is saved', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    await harness.accountToken.reconfigure(null)
    await harness.clock.advance(0)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })

  it('stays replaced if it was replaced during a renewal', async () => {
    const harness = createAccountTokenHarness()
    const request = held()
    harness.oauth.next(request.behaviour, slow(harness.clock, 100))
    await harness.accountToken.start()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    const reconfigured = harness.accountToken.reconfigure('new-secret')
    request.go()
    await renewed
    // another renewal starts while the keychain stores the new secret
    const again = harness.accountToken.renew()
    await harness.clock.advance(1000)
    await Promise.all([reconfigured, again])
    expect(harness.secrets.items.get('work')?.clientSecret).toBe('new-secret')
    expect(await harness.accountToken.clientSecret()).toBe('new-secret')
  })

  it('is reported as missing without asking the provider', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.items.set('work', { clientSecret: null, tokenSet: harness.storedPair() })
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretMissing')
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretMissing')
    expect(harness.facts().problem).toEqual({ kind: 'misconfigured', reason: 'clientSecretMissing' })
    expect(harness.eventKinds()).toEqual(['clientSecretMissing'])
    harness.accountToken.keychainChanged()
    await harness.clock.advance(60 * minuteMs)
    const before = harness.reports.length
    expect(await rejection(harness.accountToken.ask())).toBe('clientSecretMissing')
    expect(harness.reports).toHaveLength(before)
    expect(harness.oauth.sent).toHaveLength(0)
    expect(harness.marks).toEqual([])
  })
})

describe('the provider’s own words', () => {
  const detail = 'HTTP 400, invalid_grant: Token is not active'

  it.each<[string, Behaviour, object]>([
    [
      'a dead refresh token',
      () => ({ kind: 'signInNeeded', code: 'refreshTokenRefused', detail }),
      { problem: { kind: 'signInNeeded', detail } },
    ],
    [
      'a refusal',
      () => ({ kind: 'misconfigured', code: 'requestRefused', detail }),
      { problem: { kind: 'misconfigured', detail } },
    ],
    [
      'a failure',
      () => ({ ...transient('providerFailed', true), detail }),
      { problem: { kind: 'none' }, activity: { kind: 'retrying', detail } },
    ],
  ])('about %s reach the caller, the facts, and the history', async (_what, behaviour, facts) => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    expect(harness.facts()).toMatchObject(facts)
    expect(harness.events).toMatchObject([{ kind: 'failed', detail }])
    await expect(harness.accountToken.renew()).rejects.toMatchObject({ detail })
    await harness.clock.advance(10 * minuteMs)
    await expect(harness.accountToken.ask()).rejects.toMatchObject({ detail })
  })
})

describe('a refresh token that ends before the access token', () => {
  it('is renewed in time', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(answersWith({ refreshLifetimeSec: 1800 }))
    await harness.accountToken.start()
    await harness.accountToken.renew()
    expect(harness.facts().renewsAtMs).toBe(harness.clock.now().wallMs + 25 * minuteMs)
    await harness.clock.advance(25 * minuteMs)
    expect(harness.issuer.granted()).toBe(2)
    expect(harness.storedPair()).toMatchObject({ refreshLifetimeSec: 1800 })
  })

  it('is not waited for after a lost answer', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(answersWith({ refreshLifetimeSec: 1800 }))
    await harness.accountToken.start()
    await harness.accountToken.renew()
    harness.oauth.next(losesTheRequest)
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    harness.oauth.always(unreachable)
    await harness.clock.advance(11 * minuteMs)
    harness.oauth.always(({ redeem }) => redeem())
    const before = harness.issuer.granted()
    await harness.clock.advance(18 * minuteMs)
    expect(harness.issuer.granted()).toBe(before + 1)
  })

  it('has no limit any more when an answer names none', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(answersWith({ refreshLifetimeSec: 1800 }))
    await harness.accountToken.start()
    await harness.accountToken.renew()
    await harness.accountToken.renew()
    expect(harness.storedPair()).not.toHaveProperty('refreshLifetimeSec')
    expect(harness.facts().renewsAtMs).toBe(harness.clock.now().wallMs + 55 * minuteMs)
  })
})

describe('a good answer that lacks something', () => {
  it('uses the previous lifetime if there is none', async () => {
    const harness = createAccountTokenHarness({ lifetimeSec: 1800 })
    harness.oauth.next(answersWith({ lifetimeSec: undefined }))
    await harness.accountToken.start()
    expect((await harness.accountToken.renew()).leftSec).toBe(1800)
  })

  it('keeps the old refresh token if there is none', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(answersWith({ refreshToken: undefined }))
    await harness.accountToken.start()
    await harness.accountToken.renew()
    expect(harness.storedPair()).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-1' })
  })

  it('keeps the previous scopes if there are none', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    expect((await harness.accountToken.renew()).scopes).toEqual(harness.account().scopes)
    harness.oauth.next(answersWith({ scopes: ['read:me'] }))
    expect((await harness.accountToken.renew()).scopes).toEqual(['read:me'])
    expect((await harness.accountToken.renew()).scopes).toEqual(['read:me'])
  })

  it('is scheduled by its own lifetime if that differs', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(answersWith({ lifetimeSec: 7200 }))
    await harness.accountToken.start()
    await harness.accountToken.renew()
    expect(harness.facts().renewsAtMs).toBe(harness.clock.now().wallMs + 115 * minuteMs)
  })
})
