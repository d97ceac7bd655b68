import { describe, expect, it } from 'vitest'
import {
  held,
  losesTheAnswer,
  refuses,
  refusesTheClient,
  unreachable,
  type Behaviour,
} from '../../../support/fakes/fake-oauth.ts'
import {
  createAccountTokenHarness,
  minuteMs,
  type AccountTokenHarness,
} from '../../../support/fakes/account-token-harness.ts'
import type { Problem } from '../../../../src/shared/snapshot.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('a keychain that is locked at the start', () => {
  it('is reported, and nothing is lost', async () => {
    const harness = createAccountTokenHarness()
    const before = harness.storedPair()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    expect(harness.facts()).toEqual({
      token: { kind: 'none' },
      activity: { kind: 'idle' },
      problem: { kind: 'keychainUnavailable', reason: 'keychainLocked' },
      renewsAtMs: null,
    })
    expect(await rejection(harness.accountToken.ask())).toBe('keychainLocked')
    expect(await rejection(harness.accountToken.renew())).toBe('keychainLocked')
    expect(await rejection(harness.accountToken.clientSecret())).toBe('keychainLocked')
    expect(harness.account().hasToken).toBe(true)
    expect(harness.storedPair()).toEqual(before)
  })

  it('is read again at least once a minute, until it is unlocked', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    await harness.clock.advance(10 * minuteMs)
    expect(harness.secrets.calls.length).toBeGreaterThanOrEqual(10)
    expect(harness.secrets.calls.length).toBeLessThanOrEqual(16)
    harness.secrets.repair()
    await harness.clock.advance(minuteMs)
    expect(harness.facts()).toMatchObject({
      token: { kind: 'held', stored: true },
      problem: { kind: 'none' },
    })
  })

  it('is reported as failed if it says nothing that we know', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.break('internal')
    await harness.accountToken.start()
    expect(harness.facts().problem).toEqual({ kind: 'keychainUnavailable', reason: 'keychainFailed' })
    harness.secrets.repair()
    harness.accountToken.retryNow()
    await harness.clock.advance(0)
    harness.secrets.break('internal', ['write'])
    await harness.accountToken.renew()
    expect(harness.facts().problem).toEqual({ kind: 'keychainUnavailable', reason: 'keychainFailed' })
  })

  it('is reported for what is wrong with it now', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    harness.secrets.break('keychainMissing')
    await harness.clock.advance(minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'keychainUnavailable', reason: 'keychainMissing' })
  })

  it('is read again at once when asked to retry', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    harness.secrets.repair()
    harness.accountToken.retryNow()
    await harness.clock.advance(0)
    expect(harness.accountToken.current()?.accessToken).toBe('access-1')
  })

  it('is read once, however many callers ask', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    await Promise.all(Array.from({ length: 50 }, () => rejection(harness.accountToken.ask())))
    expect(harness.secrets.calls).toEqual(['read', 'read'])
  })

  it('doesn’t cost the sign-in if the user enters the client secret in between', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    await rejection(harness.accountToken.reconfigure('new-secret'))
    harness.secrets.repair()
    harness.accountToken.retryNow()
    await harness.clock.advance(minuteMs)
    expect(harness.storedPair()?.accessToken).toBe('access-1')
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
  })

  it('doesn’t cost the sign-in if it is unlocked just when the client secret is entered', async () => {
    const harness = createAccountTokenHarness()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    harness.secrets.repair()
    await harness.accountToken.reconfigure('new-secret')
    expect(harness.secrets.items.get('work')).toMatchObject({
      clientSecret: 'new-secret',
      tokenSet: { accessToken: 'access-1' },
    })
  })
})

describe('a sign-in while the keychain can’t be read', () => {
  it('isn’t replaced by an older pair that becomes readable just when the new one could not be stored', async () => {
    const harness = createAccountTokenHarness({ record: { hasClientSecret: false } })
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    const fresh = harness.freshSecret()
    const release = harness.secrets.hold()
    const settingTokens = harness.accountToken.setTokens(fresh, harness.clock.now())
    await harness.clock.advance(0)
    harness.accountToken.retryNow()
    harness.secrets.repair()
    harness.secrets.break('keychainLocked', ['write'])
    release()
    await settingTokens
    await harness.clock.advance(0)
    expect(harness.secrets.calls).toEqual(['read', 'write', 'read'])
    expect(harness.accountToken.current()?.accessToken).toBe(fresh.tokenSet.accessToken)
    expect(harness.facts()).toMatchObject({ token: { kind: 'held', stored: false } })
    harness.secrets.repair()
    await harness.clock.advance(minuteMs)
    expect(harness.storedPair()).toEqual(fresh.tokenSet)
  })
})

describe('a sign-in while the keychain is slow', () => {
  it('isn’t read back, because only the wall clock would tell its age then', async () => {
    const harness = createAccountTokenHarness({ record: { hasClientSecret: false } })
    harness.secrets.break('keychainLocked')
    await harness.accountToken.start()
    harness.secrets.repair()
    const endWrite = harness.secrets.hold()
    const settingTokens = harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    harness.accountToken.retryNow()
    await harness.clock.advance(0)
    const endRead = harness.secrets.hold()
    endWrite()
    await settingTokens
    await harness.clock.advance(10_000)
    harness.clock.setWall(-5000)
    endRead()
    await harness.clock.advance(0)
    expect(harness.secrets.calls).toEqual(['read', 'write', 'read'])
    expect(harness.accountToken.current()?.leftSec).toBe(3590)
  })
})

describe('a keychain that stops working later', () => {
  it('keeps the new pair in memory, reports that it isn’t saved, and stores it later', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    expect((await harness.accountToken.renew()).accessToken).toBe('access-2')
    expect(harness.storedPair()?.accessToken).toBe('access-1')
    expect(harness.facts()).toMatchObject({
      token: { kind: 'held', stored: false },
      problem: { kind: 'keychainUnavailable', reason: 'keychainLocked' },
    })
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
    harness.secrets.repair()
    await harness.clock.advance(minuteMs)
    expect(harness.storedPair()?.accessToken).toBe('access-2')
    expect(harness.facts()).toMatchObject({
      token: { kind: 'held', stored: true },
      problem: { kind: 'none' },
    })
  })

  it('causes renewals only when someone needs a token, as long as nothing can be stored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainMissing', ['write'])
    await harness.accountToken.renew()
    expect(harness.facts().renewsAtMs).toBe(null)
    await harness.clock.advance(3 * 60 * minuteMs)
    expect(harness.oauth.sent).toHaveLength(1)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-3')
    expect((await harness.accountToken.ask(3000)).accessToken).toBe('access-3')
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('causes no automatic renewals either if the provider then refuses the client', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainMissing', ['write'])
    await harness.accountToken.renew()
    harness.oauth.always(refusesTheClient)
    expect(await rejection(harness.accountToken.renew())).toBe('clientSecretRefused')
    await harness.clock.advance(3 * 60 * minuteMs)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it.each<[string, (harness: AccountTokenHarness) => Promise<unknown>]>([
    ['once', async () => undefined],
    ['twice', (harness) => harness.accountToken.renew()],
    [
      'and signed in',
      (harness) => harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now()),
    ],
  ])(
    'lets a restarted process renew from the old pair, within the leeway, without a sign-in, if it was renewed %s',
    async (_what, happens) => {
      const harness = createAccountTokenHarness()
      await harness.accountToken.start()
      harness.secrets.break('keychainLocked', ['write'])
      await harness.accountToken.renew()
      await happens(harness)
      harness.kill()
      harness.secrets.repair()
      await harness.clock.advance(5 * minuteMs)
      const granted = harness.issuer.granted()
      const next = harness.makeAccountToken()
      await next.start()
      await harness.clock.advance(0)
      expect(harness.issuer.granted()).toBe(granted + 1)
      expect(harness.storedPair()?.accessToken).toBe(next.current()?.accessToken)
      expect(harness.facts().problem).toEqual({ kind: 'none' })
    },
  )

  it('stays reported while the provider can’t be reached either', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.oauth.always(unreachable)
    expect(await rejection(harness.accountToken.renew())).toBe('offline')
    expect(harness.facts().problem).toEqual({ kind: 'keychainUnavailable', reason: 'keychainLocked' })
  })

  it.each<[string, Behaviour, Problem]>([
    ['sign in', refuses, { kind: 'signInNeeded', reason: 'refreshTokenRefused' }],
    ['correct the client secret', refusesTheClient, { kind: 'misconfigured', reason: 'clientSecretRefused' }],
  ])('does not hide that the user has to %s', async (_what, behaviour, problem) => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked')
    await harness.accountToken.renew()
    harness.oauth.always(behaviour)
    expect(await rejection(harness.accountToken.renew())).not.toBe('resolved')
    await harness.clock.advance(minuteMs)
    expect(harness.facts().problem).toEqual(problem)
  })

  it('notes that the pair is being sent while it is stored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.oauth.next(held().behaviour)
    void harness.accountToken.renew()
    harness.secrets.repair()
    await harness.clock.advance(2000)
    expect(harness.storedPair()?.refreshToken).toBe('refresh-2')
    expect(harness.account().attempt?.refreshTokenHash).toBe(harness.entropy.hash('refresh-2'))
  })

  it('notes whether the pair was sent before it could be stored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.oauth.next(losesTheAnswer)
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    harness.secrets.repair()
    harness.accountToken.keychainChanged()
    await harness.clock.advance(0)
    expect(harness.storedPair()?.refreshToken).toBe('refresh-2')
    expect(harness.account().attempt?.refreshTokenHash).toBe(harness.entropy.hash('refresh-2'))
  })

  it('keeps the note of the old pair while that is what it holds, also when a later request is not honored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.oauth.next(unreachable)
    expect(await rejection(harness.accountToken.renew())).toBe('offline')
    await harness.clock.advance(minuteMs)
    expect(harness.account().attempt?.refreshTokenHash).toBe(harness.entropy.hash('refresh-1'))
  })

  it('keeps no note of the old pair once the new one is stored', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    expect(harness.account().attempt?.refreshTokenHash).toBe(harness.entropy.hash('refresh-1'))
    harness.secrets.repair()
    await harness.clock.advance(minuteMs)
    expect(harness.account().attempt).toBe(null)
  })

  it('delays no one who can be served from memory while it hangs', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.hold()
    void harness.accountToken.renew()
    await harness.clock.advance(60_000)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
  })

  it('doesn’t overwrite a newer pair with an older one when a late attempt to store it ends', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accountToken.renew()
    harness.secrets.repair()
    const release = harness.secrets.hold()
    harness.accountToken.retryNow()
    const renewed = harness.accountToken.renew()
    await harness.clock.advance(0)
    release()
    await renewed
    await harness.clock.advance(minuteMs)
    expect(harness.storedPair()?.accessToken).toBe('access-3')
    expect(harness.accountToken.current()?.accessToken).toBe('access-3')
  })
})

describe('a working but empty keychain', () => {
  it('means that nobody signed in if nothing was ever stored', async () => {
    const harness = createAccountTokenHarness({ stored: null })
    await harness.accountToken.start()
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'notSignedIn' })
    expect(await rejection(harness.accountToken.ask())).toBe('notSignedIn')
    expect(await rejection(harness.accountToken.renew())).toBe('notSignedIn')
    // only a sign-in changes that, so callers don’t make it read again
    expect(harness.secrets.calls).toEqual(['read'])
  })

  it('means that the token is gone if there should be one; the account stays', async () => {
    const harness = createAccountTokenHarness({ stored: null, record: { hasToken: true } })
    await harness.accountToken.start()
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'tokenMissing' })
    expect(await rejection(harness.accountToken.ask())).toBe('tokenMissing')
    expect(harness.account().hasToken).toBe(true)
  })

  it('means on macOS that the app has the token, if this is the agent', async () => {
    const harness = createAccountTokenHarness({ stored: null, record: { hasToken: true } })
    Object.assign(harness.secrets, { hiddenBecause: 'tokenInApp' })
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.ask())).toBe('tokenInApp')
    harness.accountToken.keychainChanged()
    await harness.clock.advance(0)
    expect(harness.secrets.calls).toEqual(['read', 'read'])
    // a sign-in of its own replaces that
    await harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
  })
})

describe('an account without a keychain', () => {
  it('keeps its tokens in memory, and says so', async () => {
    const harness = createAccountTokenHarness({ stored: null, record: { hasClientSecret: false } })
    harness.secrets.break('keychainMissing')
    await harness.accountToken.start()
    await harness.accountToken.reconfigure('client-secret')
    expect(await harness.accountToken.clientSecret()).toBe('client-secret')
    await harness.accountToken.setTokens(harness.freshSecret(), harness.clock.now())
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    expect(harness.facts()).toMatchObject({
      token: { kind: 'held', stored: false },
      problem: { kind: 'keychainUnavailable', reason: 'keychainMissing' },
    })
    expect(harness.account()).toMatchObject({ hasToken: false, hasClientSecret: false })
  })

  it('waits for a sign-in once its client secret can be stored', async () => {
    const harness = createAccountTokenHarness({ stored: null, record: { hasClientSecret: false } })
    harness.secrets.break('keychainMissing')
    await harness.accountToken.start()
    await harness.accountToken.reconfigure('client-secret')
    harness.secrets.repair()
    await harness.clock.advance(minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'notSignedIn' })
    expect(harness.account()).toMatchObject({ hasToken: false, hasClientSecret: true })
  })
})

describe('a token that is missing from the keychain', () => {
  async function missing() {
    const harness = createAccountTokenHarness()
    const item = harness.secrets.items.get('work')!
    harness.secrets.items.clear()
    await harness.accountToken.start()
    expect(harness.facts().problem).toEqual({ kind: 'signInNeeded', reason: 'tokenMissing' })
    return { harness, item }
  }

  it('is used when a keyring that has it is opened', async () => {
    const { harness, item } = await missing()
    harness.secrets.items.set('work', item)
    harness.accountToken.keychainChanged()
    await harness.clock.advance(0)
    expect(harness.facts()).toMatchObject({ token: { kind: 'held' }, problem: { kind: 'none' } })
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
  })

  it('does not stop the user from saving a client secret', async () => {
    const { harness } = await missing()
    await harness.accountToken.reconfigure('new-secret')
    expect(harness.secrets.items.get('work')).toEqual({ clientSecret: 'new-secret', tokenSet: null })
  })

  it('is still missing when a change of the keyrings does not bring it back, and nobody is alerted again', async () => {
    const { harness } = await missing()
    const reports = harness.reports.length
    for (let count = 0; count < 3; count += 1) {
      harness.accountToken.keychainChanged()
      await harness.clock.advance(0)
    }
    expect(harness.secrets.calls).toEqual(['read', 'read', 'read', 'read'])
    for (const { problem } of harness.reports.slice(reports))
      expect(problem).toEqual({ kind: 'signInNeeded', reason: 'tokenMissing' })
  })

  it('counts as locked when it turns out to be in a locked keyring', async () => {
    const { harness, item } = await missing()
    harness.secrets.break('keychainLocked')
    harness.accountToken.keychainChanged()
    await harness.clock.advance(0)
    expect(harness.facts().problem).toEqual({ kind: 'keychainUnavailable', reason: 'keychainLocked' })
    harness.secrets.repair()
    harness.secrets.items.set('work', item)
    await harness.clock.advance(minuteMs)
    expect(harness.facts()).toMatchObject({ token: { kind: 'held' }, problem: { kind: 'none' } })
  })

  it('is not looked for while the user is signed out', async () => {
    const harness = createAccountTokenHarness({ stored: null })
    await harness.accountToken.start()
    harness.accountToken.keychainChanged()
    await harness.clock.advance(0)
    expect(harness.secrets.calls).toEqual(['read'])
  })
})
