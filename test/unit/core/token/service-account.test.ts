import { describe, expect, it } from 'vitest'
import {
  failing,
  losesTheAnswer,
  refusesTheClient,
  slow,
  unreachable,
} from '../../../support/fakes/fake-oauth.ts'
import {
  createAccountTokenHarness,
  minuteMs,
  type AccountTokenHarnessOptions,
} from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** A service account that got a token just now. */
const createHarness = (options: AccountTokenHarnessOptions = {}) =>
  createAccountTokenHarness({
    stored: (fresh) => ({ ...fresh, refreshToken: null }),
    ...options,
    record: { kind: 'service-account', scopes: ['read:jira-work'], ...options.record },
  })

describe('the token of a service account', () => {
  it('is renewed on time, hour after hour, with the client secret alone', async () => {
    const harness = createHarness()
    await harness.accountToken.start()
    expect(harness.facts().renewsAtMs).not.toBeNull()
    await harness.clock.advance(5 * 60 * minuteMs)
    expect(harness.oauth.sent).toEqual(
      Array.from({ length: 5 }, () => ({ refreshToken: null, clientSecret: 'client-secret' })),
    )
    expect(new Set(harness.eventKinds())).toEqual(new Set(['renewed']))
    expect(harness.storedPair()).toMatchObject({ refreshToken: null })
    // nothing can be used up, so nothing is written to disk about it
    expect(harness.marks).toEqual([])
  })

  it('is renewed on request, and once for all who ask', async () => {
    const harness = createHarness()
    await harness.accountToken.start()
    await Promise.all([harness.accountToken.renew(), harness.accountToken.renew()])
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('that has expired is replaced when someone asks', async () => {
    const harness = createHarness({ record: { autoRenewal: false } })
    await harness.accountToken.start()
    await harness.clock.advance(70 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    expect((await harness.accountToken.ask()).leftSec).toBeGreaterThan(3500)
  })

  it('is requested again soon after an answer was lost, because nothing rotates', async () => {
    const harness = createHarness()
    await harness.accountToken.start()
    harness.oauth.next(losesTheAnswer, failing)
    await harness.clock.advance(57 * minuteMs)
    expect(harness.oauth.sent).toHaveLength(3)
    expect(harness.facts()).toMatchObject({ problem: { kind: 'none' }, activity: { kind: 'idle' } })
    expect(harness.accountToken.current()?.leftSec).toBeGreaterThan(3000)
  })

  it('is requested at once after a sleep, however long ago an answer was lost', async () => {
    const harness = createHarness({ record: { bufferMinutes: 30 } })
    await harness.accountToken.start()
    harness.oauth.next(losesTheAnswer)
    while (harness.oauth.sent.length === 0) await harness.clock.advance(1000)
    harness.accountToken.suspend()
    harness.clock.sleep(15 * minuteMs)
    harness.accountToken.resume()
    await harness.clock.advance(0)
    expect(harness.accountToken.current()).toMatchObject({ accessToken: 'access-3', leftSec: 3600 })
  })

  it('survives a kill in the middle of a request', async () => {
    const harness = createHarness()
    await harness.accountToken.start()
    harness.oauth.next(slow(harness.clock, 10_000))
    void harness.accountToken.renew().catch(() => undefined)
    await harness.clock.advance(1000)
    harness.kill()
    const next = harness.makeAccountToken()
    await next.start()
    await harness.clock.advance(57 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'none' })
    expect(next.current()?.leftSec).toBeGreaterThan(3000)
  })

  it('is requested with the scopes that are set now', async () => {
    const harness = createHarness()
    const asked: (readonly string[])[] = []
    const { refresh } = harness.oauth
    Object.assign(harness.oauth, {
      refresh: ((account, ...rest) => {
        asked.push(account.scopes)
        return refresh(account, ...rest)
      }) satisfies typeof refresh,
    })
    const accountToken = harness.makeAccountToken()
    await accountToken.start()
    harness.setAccount({ scopes: ['read:jira-work', 'write:jira-work'] })
    await accountToken.renew()
    expect(asked).toEqual([['read:jira-work', 'write:jira-work']])
    expect(accountToken.current()?.scopes).toEqual(['read:jira-work', 'write:jira-work'])
  })
})

describe('the client secret of a service account', () => {
  it('that is refused never asks for a sign-in, keeps the token, and is tried again', async () => {
    const harness = createHarness()
    harness.oauth.next(refusesTheClient, refusesTheClient)
    await harness.accountToken.start()
    await harness.clock.advance(56 * minuteMs)
    expect(harness.facts()).toMatchObject({
      token: { kind: 'held' },
      problem: { kind: 'misconfigured', reason: 'clientSecretRefused' },
    })
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    await harness.clock.advance(10 * minuteMs)
    expect(harness.facts().problem).toEqual({ kind: 'none' })
  })

  it('is what is missing when the keychain has nothing', async () => {
    const harness = createHarness({ stored: null, record: { hasToken: true } })
    await harness.accountToken.start()
    expect(harness.facts().problem).toEqual({ kind: 'misconfigured', reason: 'clientSecretMissing' })
    expect(await rejection(harness.accountToken.ask())).toBe('clientSecretMissing')
    expect(harness.oauth.sent).toEqual([])
  })

  it('is found again when the keychain has it back', async () => {
    const harness = createHarness()
    const stored = harness.secrets.items.get('work')!
    harness.secrets.items.delete('work')
    await harness.accountToken.start()
    harness.secrets.items.set('work', stored)
    harness.accountToken.keychainChanged()
    await harness.clock.advance(0)
    expect(harness.facts()).toMatchObject({ token: { kind: 'held' }, problem: { kind: 'none' } })
  })

  it('gets a token as soon as it is entered', async () => {
    const harness = createHarness({ stored: null })
    await harness.accountToken.start()
    await harness.accountToken.reconfigure('new secret')
    expect(await harness.accountToken.ask()).toMatchObject({ accessToken: 'access-1' })
    expect(harness.oauth.sent).toEqual([{ refreshToken: null, clientSecret: 'new secret' }])
    expect(harness.facts().problem).toEqual({ kind: 'none' })
  })

  it('that is entered offline counts as a token that has just expired', async () => {
    const harness = createHarness({ stored: null })
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    const expiresAtMs = harness.clock.now().wallMs
    await harness.accountToken.reconfigure('new secret')
    await harness.clock.advance(10 * minuteMs)
    expect(harness.facts()).toMatchObject({ token: { kind: 'held', expiresAtMs }, problem: { kind: 'none' } })
  })

  it('that is replaced leaves the current token in place', async () => {
    const harness = createHarness()
    await harness.accountToken.start()
    await harness.accountToken.reconfigure('new secret')
    expect(await harness.accountToken.ask()).toMatchObject({ accessToken: 'access-1' })
    await harness.accountToken.renew()
    expect(harness.oauth.sent).toEqual([{ refreshToken: null, clientSecret: 'new secret' }])
  })
})
