import { describe, expect, it } from 'vitest'
import { held, refusesTheClient, unreachable, type Behaviour } from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** Answered at once; the answer comes on command, and hanging up does not stop it. */
function stubborn(answer: Behaviour = ({ redeem }) => redeem()): { behaviour: Behaviour; go(): void } {
  let go = (): void => undefined
  const told = new Promise<void>((done) => (go = done))
  return {
    go: () => go(),
    behaviour: async (request) => {
      const outcome = await answer(request)
      await told
      return outcome
    },
  }
}

describe('signing out during a renewal', () => {
  it('wins, and the result of the renewal is discarded', async () => {
    const harness = createAccountTokenHarness()
    const request = stubborn()
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    await harness.accountToken.clear()
    request.go()
    await harness.clock.advance(minuteMs)
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.accountToken.current()).toBe(null)
    expect(harness.facts()).toMatchObject({
      token: { kind: 'none' },
      activity: { kind: 'idle' },
      problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(harness.account().attempt).toBe(null)
  })

  it('wins while the result of the renewal is being stored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const release = harness.secrets.hold()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    const clearing = harness.accountToken.clear()
    release()
    await clearing
    expect(await renewed).toBe('signedOutMeanwhile')
    await harness.clock.advance(minuteMs)
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.accountToken.current()).toBe(null)
  })

  it('gives the renewed token to nobody while the keychain deletes it', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const endWrite = harness.secrets.hold()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    const clearing = harness.accountToken.clear()
    const endRemoval = harness.secrets.hold()
    endWrite()
    await harness.clock.advance(0)
    expect(harness.storedPair()?.accessToken).toBe('access-2')
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(harness.accountToken.current()?.accessToken).toBe('access-1')
    expect(harness.eventKinds()).toEqual([])
    endRemoval()
    await clearing
    expect(harness.accountToken.current()).toBe(null)
  })

  it('wins even if the keychain is slow to delete, because no new renewal starts in between', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    const release = harness.secrets.hold()
    const clearing = harness.accountToken.clear()
    await harness.clock.advance(5000)
    harness.accountToken.evaluate()
    await harness.clock.advance(5000)
    release()
    await clearing
    await harness.clock.advance(minuteMs)
    expect(harness.oauth.sent).toHaveLength(1)
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.accountToken.current()).toBe(null)
  })

  it('wins over callers who want a token at that moment', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(30 * minuteMs)
    const release = harness.secrets.hold()
    const clearing = harness.accountToken.clear()
    const asked = rejection(harness.accountToken.ask(3000))
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(5000)
    release()
    await clearing
    await harness.clock.advance(minuteMs)
    expect(await asked).toBe('notSignedIn')
    expect(await renewed).toBe('notSignedIn')
    expect(harness.oauth.sent).toHaveLength(0)
    expect(harness.secrets.items.size).toBe(0)
  })

  it('changes nothing if the keychain won’t delete the tokens', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    void harness.accountToken.renew().catch(() => undefined)
    await harness.clock.advance(0)
    harness.secrets.break('keychainLocked', ['remove'])
    expect(await rejection(harness.accountToken.clear())).toBe('keychainLocked')
    await harness.clock.advance(minuteMs)
    // the abandoned request may have used up the refresh token, so it is sent again at once
    expect(harness.oauth.sent).toHaveLength(2)
    expect(harness.accountToken.current()?.leftSec).toBeGreaterThan(3500)
    expect(harness.storedPair()?.accessToken).toBe(harness.accountToken.current()?.accessToken)
    expect(harness.oauth.maxInFlight()).toBe(1)
    expect(harness.facts()).toMatchObject({ token: { kind: 'held' }, problem: { kind: 'none' } })
  })

  it('causes no renewal if the keychain won’t delete the tokens and nothing was in flight', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['remove'])
    expect(await rejection(harness.accountToken.clear())).toBe('keychainLocked')
    await harness.clock.advance(minuteMs)
    expect(harness.oauth.sent).toHaveLength(0)
  })

  it.each([
    ['a token', { hasToken: true, hasClientSecret: false }],
    ['a client secret', { hasToken: false, hasClientSecret: true }],
  ])('fails if the keychain won’t delete what may be in it, such as %s', async (_what, record) => {
    const harness = createAccountTokenHarness({ record })
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.clear())).toBe('keychainLocked')
  })

  it('deletes tokens that were only in memory without a keychain', async () => {
    const harness = createAccountTokenHarness({ stored: null, record: { hasClientSecret: false } })
    harness.secrets.break('keychainMissing')
    await harness.accountToken.start()
    await harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    await harness.accountToken.clear()
    expect(harness.accountToken.current()).toBe(null)
  })
})

describe('signing in again during a renewal', () => {
  it('wins, and the result of the renewal is discarded', async () => {
    const harness = createAccountTokenHarness()
    const request = stubborn()
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    const fresh = harness.freshSecret()
    await harness.accountToken.setTokens(fresh, harness.clock.now())
    request.go()
    await harness.clock.advance(minuteMs)
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(harness.storedPair()).toEqual(fresh.tokenSet)
    expect(harness.accountToken.current()?.accessToken).toBe(fresh.tokenSet.accessToken)
  })

  it('is not blamed for a late refusal of the old request', async () => {
    const harness = createAccountTokenHarness()
    const request = stubborn(refusesTheClient)
    harness.oauth.next(request.behaviour)
    await harness.accountToken.start()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    await harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    request.go()
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(harness.facts()).toMatchObject({ problem: { kind: 'none' }, activity: { kind: 'idle' } })
  })

  it('wins even if the keychain is slow, because no renewal of the old pair starts in between', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    const fresh = harness.freshSecret()
    const release = harness.secrets.hold()
    const settingTokens = harness.accountToken.setTokens(fresh, harness.clock.now())
    await harness.clock.advance(5000)
    harness.accountToken.evaluate()
    await harness.clock.advance(5000)
    release()
    await settingTokens
    await harness.clock.advance(minuteMs)
    expect(harness.oauth.sent).toHaveLength(1)
    expect(harness.storedPair()).toEqual(fresh.tokenSet)
    expect(harness.accountToken.current()?.accessToken).toBe(fresh.tokenSet.accessToken)
  })

  it('doesn’t let an unsaved pair replace the renewed one that is already in the keychain', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.secrets.repair()
    const release = harness.secrets.hold()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    harness.accountToken.retryNow()
    const settingTokens = harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    release()
    await settingTokens
    expect(await renewed).toBe('signedOutMeanwhile')
    // the unsaved pair, the renewed one, and the one from the sign-in
    expect(harness.secrets.calls).toEqual(['read', 'write', 'write', 'write'])
  })

  it('notes that the old pair was sent, if that is stored before the new one', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.secrets.repair()
    harness.oauth.next(stubborn().behaviour)
    void harness.accountToken.renew()
    await harness.clock.advance(0)
    const storeOld = harness.secrets.hold()
    harness.accountToken.retryNow()
    await harness.clock.advance(0)
    void harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    harness.secrets.hold()
    storeOld()
    await harness.clock.advance(0)
    harness.kill()
    expect(harness.storedPair()?.refreshToken).toBe('refresh-2')
    expect(harness.account().attempt?.refreshTokenHash).toBe(harness.entropy.hash('refresh-2'))
  })

  it('gives the new token to callers of the old renewal', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(30 * minuteMs)
    const asked = harness.accountToken.ask(3000)
    await harness.clock.advance(0)
    const fresh = harness.freshSecret()
    await harness.accountToken.setTokens(fresh, harness.clock.now())
    expect((await asked).accessToken).toBe(fresh.tokenSet.accessToken)
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('does not spend the new refresh token on an attempt that was waiting with the old one', async () => {
    const harness = createAccountTokenHarness({ record: { autoRenewal: false } })
    harness.oauth.next(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(30 * minuteMs)
    expect(await rejection(harness.accountToken.ask(3000))).toBe('offline')
    const asked = harness.accountToken.ask(3000)
    await harness.clock.advance(500)
    const fresh = harness.freshSecret()
    await harness.accountToken.setTokens(fresh, harness.clock.now())
    await harness.clock.advance(minuteMs)
    expect((await asked).accessToken).toBe(fresh.tokenSet.accessToken)
    expect(harness.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1'])
  })

  it('starts renewals of its own, which the late end of the old one does not disturb', async () => {
    const harness = createAccountTokenHarness()
    const request = stubborn()
    harness.oauth.next(request.behaviour, held().behaviour)
    await harness.accountToken.start()
    const renewed = rejection(harness.accountToken.renew())
    await harness.clock.advance(0)
    await harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    void harness.accountToken.renew()
    await harness.clock.advance(0)
    request.go()
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(harness.facts().activity).toEqual({ kind: 'renewing' })
    void harness.accountToken.renew()
    await harness.clock.advance(0)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('clears every problem of the old sign-in', async () => {
    const harness = createAccountTokenHarness()
    harness.issuer.revokeAll()
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('refreshTokenRefused')
    expect(harness.facts().problem.kind).toBe('signInNeeded')
    await harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    expect(harness.facts()).toMatchObject({
      problem: { kind: 'none' },
      token: { kind: 'held', stored: true },
      renewsAtMs: harness.clock.now().wallMs + 55 * minuteMs,
    })
    expect(harness.account()).toMatchObject({ attempt: null, hasToken: true })
  })

  it('does not raise an alert if the first read of the keychain ends in between', async () => {
    const harness = createAccountTokenHarness({ stored: null })
    const release = harness.secrets.hold()
    void harness.accountToken.start()
    await harness.clock.advance(0)
    const settingTokens = harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    release()
    await settingTokens
    await harness.clock.advance(0)
    expect(harness.reports.map(({ problem }) => problem.kind)).not.toContain('signInNeeded')
    expect(harness.accountToken.current()).not.toBe(null)
  })

  it('and out again starts no renewal of the old pair between the two', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(held().behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    const endWrite = harness.secrets.hold()
    const settingTokens = rejection(
      harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now()),
    )
    await harness.clock.advance(0)
    const clearing = harness.accountToken.clear()
    const endRemoval = harness.secrets.hold()
    endWrite()
    expect(await settingTokens).toBe('signedOutMeanwhile')
    await harness.clock.advance(1000)
    expect(harness.oauth.sent).toHaveLength(1)
    endRemoval()
    await clearing
    expect(harness.accountToken.current()).toBe(null)
  })

  it('is undone by a sign-out while it is being stored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    const release = harness.secrets.hold()
    const settingTokens = rejection(
      harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now()),
    )
    const clearing = harness.accountToken.clear()
    release()
    await clearing
    expect(await settingTokens).toBe('signedOutMeanwhile')
    await harness.clock.advance(0)
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.accountToken.current()).toBe(null)
  })
})
