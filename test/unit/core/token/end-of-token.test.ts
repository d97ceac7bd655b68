import { describe, expect, it } from 'vitest'
import { unreachable } from '../../../support/fakes/fake-oauth.ts'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('an account without a refresh token', () => {
  const withoutRefreshToken = () =>
    createKeeperBench({ stored: (fresh) => ({ ...fresh, refreshToken: null }) })

  it('warns at the buffer, and asks for a sign-in when the token is over', async () => {
    const bench = withoutRefreshToken()
    await bench.keeper.start()
    expect(bench.facts()).toMatchObject({ token: { hasRefreshToken: false }, renewsAtMs: null })
    await bench.clock.advance(55 * minuteMs)
    expect(bench.eventKinds()).toEqual(['expiresSoon'])
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
    await bench.clock.advance(5 * minuteMs)
    expect(bench.facts().trouble).toEqual({ kind: 'signInNeeded', reason: 'noRefreshToken' })
  })

  it('is told of the end once: by the sign-in that is needed', async () => {
    const bench = withoutRefreshToken()
    await bench.keeper.start()
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.eventKinds()).toEqual(['expiresSoon'])
  })

  it('hands out the token as long as it lives, then says why not', async () => {
    const bench = withoutRefreshToken()
    await bench.keeper.start()
    await bench.clock.advance(58 * minuteMs)
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    expect(await rejection(bench.keeper.ask(3000))).toBe('noRefreshToken')
    expect(await rejection(bench.keeper.renew())).toBe('noRefreshToken')
    await bench.clock.advance(2 * minuteMs)
    expect(await rejection(bench.keeper.ask())).toBe('noRefreshToken')
    expect(bench.oauth.sent).toHaveLength(0)
  })
})

describe('an account with auto-renewal off', () => {
  it('warns once at the buffer and once at the end, and renews only when told', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    await bench.keeper.start()
    expect(bench.facts().renewsAtMs).toBe(null)
    await bench.clock.advance(55 * minuteMs - 1)
    expect(bench.events).toEqual([])
    await bench.clock.advance(1)
    expect(bench.eventKinds()).toEqual(['expiresSoon'])
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.eventKinds()).toEqual(['expiresSoon', 'expired'])
    expect(bench.oauth.sent).toHaveLength(0)
    await bench.keeper.renew()
    await bench.clock.advance(61 * minuteMs)
    expect(bench.eventKinds()).toEqual(['expiresSoon', 'expired', 'renewed', 'expiresSoon', 'expired'])
  })

  it('renews at once when it is switched on inside the buffer', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    await bench.keeper.start()
    await bench.clock.advance(57 * minuteMs)
    bench.setAccount({ autoRenewal: true })
    await bench.keeper.reconfigure(null)
    await bench.clock.advance(0)
    expect(bench.keeper.held()?.accessToken).toBe('access-2')
  })
})

describe('a token that ends', () => {
  it('is told once, when the provider stays away', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.5
    bench.oauth.always(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(59 * minuteMs)
    expect(bench.eventKinds()).toEqual(['offline'])
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.eventKinds()).toEqual(['offline', 'expired'])
  })

  it('is not told when the first tries after a long sleep may still help', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.keeper.suspend()
    bench.clock.sleep(10 * 60 * minuteMs)
    bench.oauth.next(unreachable)
    bench.keeper.resume()
    await bench.clock.advance(minuteMs)
    expect(bench.eventKinds()).toEqual(['offline', 'renewed'])
  })

  it('is not told of an account at which nobody ever signed in', async () => {
    const bench = createKeeperBench({ stored: null })
    await bench.keeper.start()
    await bench.keeper.reconfigure('client-secret')
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.events).toEqual([])
  })

  it('is told with what was left of it when it is renewed late', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.clock.sleep(10 * 60 * minuteMs)
    await bench.keeper.renew()
    expect(bench.events).toMatchObject([{ kind: 'renewed', hadLeftSec: 0, leftSec: 3600 }])
  })
})
