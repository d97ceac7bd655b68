import { describe, expect, it } from 'vitest'
import type { AccountToken } from '../../../../src/core/token/account-token-types.ts'
import {
  asksToSlowDown,
  failing,
  losesTheAnswer,
  losesTheRequest,
  refusesTheClient,
  transient,
  unreachable,
  type Behaviour,
} from '../../../support/fakes/fake-oauth.ts'
import { createAccountTokenHarness, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('while the provider does not answer', () => {
  it('keeps the pair, and issues the token while it is valid', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(failing)
    await harness.accountToken.start()
    const before = harness.storedPair()
    await harness.clock.advance(58 * minuteMs)
    expect(harness.storedPair()).toEqual(before)
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    expect(harness.facts()).toMatchObject({
      activity: { kind: 'retrying', error: 'providerFailed' },
      problem: { kind: 'none' },
    })
  })

  it.each<[string, Behaviour]>([
    ['can’t be reached', unreachable],
    ['fails', failing],
    ['never answers', losesTheRequest],
    ['sends something else', () => transient('badAnswer', false)],
    ['rejects the request', () => ({ kind: 'misconfigured', code: 'requestRefused' })],
    ['rejects the client', refusesTheClient],
  ])('never gives up if it %s, but slows down to once an hour', async (_what, behaviour) => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.oauth.always(behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(24 * 60 * minuteMs)
    const firstDay = harness.oauth.sent.length
    expect(firstDay).toBeLessThan(140)
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.oauth.sent.length - firstDay).toBeGreaterThanOrEqual(23)
    expect(harness.oauth.sent.length - firstDay).toBeLessThanOrEqual(25)
    expect(harness.events.filter(({ kind }) => kind === 'expired')).toHaveLength(1)
    expect(harness.storedPair()?.refreshToken).toBe('refresh-1')

    harness.oauth.always(({ redeem }) => redeem())
    await harness.clock.advance(61 * minuteMs)
    expect(harness.facts()).toMatchObject({ activity: { kind: 'idle' }, problem: { kind: 'none' } })
    expect(await harness.accountToken.ask()).toMatchObject({ lifetimeSec: 3600 })
  })

  it.each<[string, Behaviour, (token: AccountToken) => void]>([
    ['the computer wakes up', unreachable, (token) => token.resume()],
    ['the network changes', unreachable, (token) => token.retryNow()],
    ['the network changes, after a refusal', refusesTheClient, (token) => token.retryNow()],
    ['the computer wakes up, long after a rate limit', asksToSlowDown(0), (token) => token.resume()],
  ])('retries at once when %s', async (_when, behaviour, happens) => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.oauth.always(behaviour)
    await harness.accountToken.start()
    await harness.clock.advance(24 * 60 * minuteMs)
    while (Number(harness.facts().renewsAtMs) - harness.clock.now().wallMs > 50 * minuteMs)
      await harness.clock.advance(minuteMs)
    harness.oauth.always(({ redeem }) => redeem())
    happens(harness.accountToken)
    await harness.clock.advance(0)
    expect(harness.issuer.granted()).toBe(1)
  })

  it('tells the user of the expiry even if the next attempt is far away', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(asksToSlowDown(60 * minuteMs))
    await harness.accountToken.start()
    await harness.clock.advance(61 * minuteMs)
    expect(harness.eventKinds()).toEqual(['rateLimited', 'expired'])
  })

  it('spreads its retries over the whole wait, but never retries at once', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs + 5000)
    expect(harness.oauth.sent).toHaveLength(6)
  })

  it('recovers automatically when the provider is back', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(70 * minuteMs)
    harness.oauth.always(({ redeem }) => redeem())
    await harness.clock.advance(45 * minuteMs)
    expect(harness.facts()).toMatchObject({ activity: { kind: 'idle' }, problem: { kind: 'none' } })
    expect((await harness.accountToken.ask()).accessToken).toBe('access-2')
  })

  it('records a failure once, not every attempt', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    harness.oauth.next(failing)
    await harness.clock.advance(2 * minuteMs)
    expect(harness.eventKinds()).toEqual(['offline', 'providerFailed', 'offline'])
  })

  it('says why it is waiting and when the next attempt is', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.5
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    await harness.clock.advance(54.75 * minuteMs)
    expect(harness.facts().activity).toEqual({
      kind: 'retrying',
      attempt: 1,
      error: 'offline',
      nextAtMs: harness.clock.now().wallMs + 2000,
    })
  })

  it('waits for nothing after a failure if the token lasts, or is not renewed automatically', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.always(unreachable)
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('offline')
    expect(harness.facts().activity).toEqual({ kind: 'idle' })
    harness.setAccount({ autoRenewal: false })
    await harness.clock.advance(56 * minuteMs)
    expect(await rejection(harness.accountToken.renew())).toBe('offline')
    expect(harness.facts().activity).toEqual({ kind: 'idle' })
  })

  it('survives a client that throws instead of returning an outcome', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(() => {
      throw new Error('a bug')
    })
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('internal')
    expect(harness.accountToken.current()?.accessToken).toBe('access-1')
    await harness.clock.advance(1000)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })

  it('neither sends nor spins while the attempt can’t be recorded (a full disk)', async () => {
    const harness = createAccountTokenHarness({ diskFull: true })
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs + 3000)
    expect(harness.oauth.sent).toHaveLength(0)
    expect(harness.facts().activity).toMatchObject({ kind: 'retrying', error: 'internal' })
  })
})

describe('a request that was never sent', () => {
  it('does not count as one whose answer was lost, so nothing hurries', async () => {
    const harness = createAccountTokenHarness({ diskFull: true })
    await harness.accountToken.start()
    expect(await rejection(harness.accountToken.renew())).toBe('internal')
    expect(harness.facts().renewsAtMs).toBe(harness.clock.now().wallMs + 55 * minuteMs)
  })
})

describe('when the provider asks to slow down', () => {
  it('waits as long as requested', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(asksToSlowDown(3 * minuteMs))
    await harness.accountToken.start()
    await harness.clock.advance(58 * minuteMs - 1)
    expect(harness.oauth.sent).toHaveLength(1)
    await harness.clock.advance(1)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('tells callers without asking again, and serves what is still valid', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(asksToSlowDown(3 * minuteMs))
    await harness.accountToken.start()
    await harness.clock.advance(56 * minuteMs)
    expect(await rejection(harness.accountToken.ask(3000))).toBe('rateLimited')
    expect((await harness.accountToken.ask()).accessToken).toBe('access-1')
    expect(harness.oauth.sent).toHaveLength(1)
  })

  it('asks again for a caller once that time is up, even if its own wait is longer', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.oauth.next(unreachable, unreachable, unreachable, unreachable, unreachable, asksToSlowDown(3000))
    await harness.accountToken.start()
    while (harness.oauth.sent.length < 6) await harness.clock.advance(1000)
    await harness.clock.advance(3000)
    expect((await harness.accountToken.ask(3500)).accessToken).toBe('access-2')
  })

  it('uses its own wait if the provider doesn’t say how long', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.oauth.next(asksToSlowDown(0))
    await harness.accountToken.start()
    await harness.clock.advance(54.5 * minuteMs + 1000)
    expect(await rejection(harness.accountToken.ask(3500))).toBe('rateLimited')
    await harness.clock.advance(4000)
    expect(harness.oauth.sent).toHaveLength(2)
  })

  it('does not retry early because the network is back', async () => {
    const harness = createAccountTokenHarness()
    harness.oauth.next(asksToSlowDown(3 * minuteMs))
    await harness.accountToken.start()
    await harness.clock.advance(56 * minuteMs)
    harness.accountToken.retryNow()
    await harness.clock.advance(minuteMs)
    expect(harness.oauth.sent).toHaveLength(1)
  })
})

describe('when an answer is lost', () => {
  it('soon sends the same refresh token again and gets a pair (lost after the request was honored)', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.oauth.next(losesTheAnswer)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    await harness.clock.advance(5000)
    expect(harness.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1', 'refresh-1'])
    expect(harness.storedPair()?.refreshToken).toBe('refresh-3')
    expect(harness.facts().problem).toEqual({ kind: 'none' })
  })

  it('retries at least once a minute during the leeway, to hit it', async () => {
    const harness = createAccountTokenHarness()
    harness.entropy.value = 0.999
    harness.oauth.always(losesTheRequest)
    await harness.accountToken.start()
    await harness.clock.advance(55 * minuteMs)
    const before = harness.oauth.sent.length
    await harness.clock.advance(9 * minuteMs)
    expect(harness.oauth.sent.length - before).toBeGreaterThanOrEqual(9)
  })

  it('uses up the access token after the leeway, then tries once more', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.oauth.next(losesTheRequest)
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    harness.oauth.always(unreachable)
    await harness.clock.advance(11 * minuteMs)
    harness.oauth.always(({ redeem }) => redeem())
    const before = harness.oauth.sent.length
    await harness.clock.advance(49 * minuteMs - 1)
    expect(harness.oauth.sent).toHaveLength(before)
    await harness.clock.advance(1)
    expect(harness.oauth.sent).toHaveLength(before + 1)
    expect(harness.accountToken.current()?.accessToken).toBe('access-2')
  })

  it('starts another leeway with a later request that is lost as well', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.oauth.next(losesTheRequest)
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    harness.oauth.always(unreachable)
    await harness.clock.advance(11 * minuteMs)
    harness.oauth.next(losesTheAnswer)
    const asking = rejection(harness.accountToken.ask(3000))
    await harness.clock.advance(2000)
    expect(await asking).toBe('offline')
    expect(harness.account().attempt?.atMs).toBeGreaterThan(harness.clock.now().wallMs - minuteMs)
    harness.oauth.always(({ redeem }) => redeem())
    await harness.clock.advance(2 * minuteMs)
    expect(harness.facts()).toMatchObject({ activity: { kind: 'idle' }, problem: { kind: 'none' } })
    expect(harness.storedPair()?.refreshToken).toBe('refresh-3')
  })

  it('gives callers the result of one more try, which they share, before it says that the answer timed out', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    await harness.clock.advance(15 * minuteMs)
    harness.oauth.next(losesTheAnswer)
    const asking = [3000, 3001].map((sec) => harness.accountToken.ask(sec))
    await harness.clock.advance(2000)
    const tokens = (await Promise.all(asking)).map(({ accessToken }) => accessToken)
    expect(tokens).toEqual(['access-3', 'access-3'])

    await harness.clock.advance(15 * minuteMs)
    harness.oauth.always(losesTheAnswer)
    const before = harness.oauth.sent.length
    const failing = rejection(harness.accountToken.ask(3000))
    await harness.clock.advance(2000)
    expect(await failing).toBe('timedOut')
    expect(harness.oauth.sent.length - before).toBe(2)
  })

  it('tries even after the leeway if someone needs a token', async () => {
    const harness = createAccountTokenHarness()
    await harness.accountToken.start()
    harness.oauth.next(losesTheRequest)
    expect(await rejection(harness.accountToken.renew())).toBe('timedOut')
    harness.oauth.always(unreachable)
    await harness.clock.advance(20 * minuteMs)
    harness.oauth.always(({ redeem }) => redeem())
    expect((await harness.accountToken.ask(3000)).accessToken).toBe('access-2')
  })
})
