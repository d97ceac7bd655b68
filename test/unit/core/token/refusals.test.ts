import { describe, expect, it } from 'vitest'
import { answersWith, held, refuses, refusesTheClient, slow } from '../../../support/fakes/fake-oauth.ts'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('a refresh token that is refused', () => {
  it('stops the asking, keeps what is held, and says: sign in', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(refuses)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    expect(bench.facts()).toMatchObject({
      token: { kind: 'held' },
      activity: { kind: 'idle' },
      trouble: { kind: 'signInNeeded', reason: 'refreshTokenRefused' },
      renewsAtMs: null,
    })
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
    expect(await rejection(bench.keeper.ask())).toBe('refreshTokenRefused')
    expect(await rejection(bench.keeper.renew())).toBe('refreshTokenRefused')
    expect(bench.oauth.sent).toHaveLength(1)
    expect(bench.storedPair()?.refreshToken).toBe('refresh-1')
  })

  it('lets the computer rest while the last token runs out', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(refuses)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    const before = bench.reports.length
    await bench.clock.advance(20 * minuteMs)
    expect(bench.reports.length - before).toBeLessThan(5)
  })

  it('is noted once', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(refuses)
    await bench.keeper.start()
    await bench.clock.advance(54 * minuteMs)
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.eventKinds()).toEqual(['refreshTokenRefused', 'expired'])
  })

  it('is no end when the keychain holds a newer pair', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(50 * minuteMs)
    const newer = bench.freshSecret()
    bench.secrets.items.set('work', newer)
    bench.oauth.next(refuses)
    await bench.clock.advance(5 * minuteMs)
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
    expect(bench.keeper.held()).toMatchObject({
      accessToken: newer.tokenSet.accessToken,
      leftSec: 55 * 60,
    })
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('renews the newer pair of the keychain when that is about to end too', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    const newer = bench.freshSecret()
    await bench.clock.advance(50 * minuteMs)
    bench.secrets.items.set('work', newer)
    bench.oauth.next(refuses)
    await bench.clock.advance(6 * minuteMs)
    expect(bench.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1', 'refresh-2'])
    expect(bench.keeper.held()?.leftSec).toBeGreaterThan(3000)
  })

  it('is not asked about again and again when the keychain holds an older pair', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainLocked', ['write'])
    await bench.keeper.renew()
    bench.oauth.always(async () => {
      if (bench.oauth.sent.length > 5) throw new Error('asks and asks')
      return { kind: 'signInNeeded', code: 'refreshTokenRefused' }
    })
    expect(await rejection(bench.keeper.renew())).toBe('refreshTokenRefused')
    expect(bench.oauth.sent).toHaveLength(2)
  })

  it('counts as refused when the keychain can’t be asked for a newer pair', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainLocked')
    bench.oauth.always(refuses)
    expect(await rejection(bench.keeper.renew())).toBe('refreshTokenRefused')
    expect(bench.facts().trouble.kind).toBe('signInNeeded')
  })
})

describe('a client secret that is refused', () => {
  it('is never a reason to sign in again; asking stops until something changes', async () => {
    const bench = createKeeperBench()
    bench.oauth.always(refusesTheClient)
    await bench.keeper.start()
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
    expect(bench.facts().trouble).toEqual({ kind: 'misconfigured', reason: 'clientSecretRefused' })
    expect(await rejection(bench.keeper.ask())).toBe('clientSecretRefused')
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('does not leave the refresh token under suspicion', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(refusesTheClient)
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('clientSecretRefused')
    expect(bench.account().attempt).toBe(null)
  })

  it('is tried again with the new one as soon as that is saved', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(refusesTheClient)
    await bench.keeper.start()
    await bench.clock.advance(56 * minuteMs)
    await bench.keeper.reconfigure('new-secret')
    await bench.clock.advance(0)
    expect(bench.oauth.sent.map(({ clientSecret }) => clientSecret)).toEqual(['client-secret', 'new-secret'])
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
    expect(bench.secrets.items.get('work')).toMatchObject({
      clientSecret: 'new-secret',
      tokenSet: { accessToken: 'access-2' },
    })
  })

  it('is tried again when another setting of the account was saved', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(refusesTheClient)
    await bench.keeper.start()
    await bench.clock.advance(56 * minuteMs)
    await bench.keeper.reconfigure(null)
    await bench.clock.advance(0)
    expect(bench.keeper.held()?.accessToken).toBe('access-2')
  })

  it('that was replaced during a renewal stays replaced', async () => {
    const bench = createKeeperBench()
    const request = held()
    bench.oauth.next(request.behaviour, slow(bench.clock, 100))
    await bench.keeper.start()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(0)
    const reconfigured = bench.keeper.reconfigure('new-secret')
    request.go()
    await renewed
    // another renewal begins while the keychain takes the new secret
    const again = bench.keeper.renew()
    await bench.clock.advance(1000)
    await Promise.all([reconfigured, again])
    expect(bench.secrets.items.get('work')?.clientSecret).toBe('new-secret')
    expect(await bench.keeper.clientSecret()).toBe('new-secret')
  })

  it('that is missing is said without asking the provider', async () => {
    const bench = createKeeperBench()
    bench.secrets.items.set('work', { clientSecret: null, tokenSet: bench.storedPair() })
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('clientSecretMissing')
    expect(bench.facts().trouble).toEqual({ kind: 'misconfigured', reason: 'clientSecretMissing' })
    expect(bench.oauth.sent).toHaveLength(0)
  })
})

describe('a good answer that lacks something', () => {
  it('without a lifetime lives as long as the last one', async () => {
    const bench = createKeeperBench({ lifetimeSec: 1800 })
    bench.oauth.next(answersWith({ lifetimeSec: undefined }))
    await bench.keeper.start()
    expect((await bench.keeper.renew()).leftSec).toBe(1800)
  })

  it('without a refresh token leaves the old one in place', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(answersWith({ refreshToken: undefined }))
    await bench.keeper.start()
    await bench.keeper.renew()
    expect(bench.storedPair()).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-1' })
  })

  it('without scopes has those of before', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    expect((await bench.keeper.renew()).scopes).toEqual(bench.account().scopes)
    bench.oauth.next(answersWith({ scopes: ['read:me'] }))
    expect((await bench.keeper.renew()).scopes).toEqual(['read:me'])
    expect((await bench.keeper.renew()).scopes).toEqual(['read:me'])
  })

  it('with another lifetime is planned by that', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(answersWith({ lifetimeSec: 7200 }))
    await bench.keeper.start()
    await bench.keeper.renew()
    expect(bench.facts().renewsAtMs).toBe(bench.clock.now().wallMs + 115 * minuteMs)
  })
})
