import { describe, expect, it } from 'vitest'
import { answersWith, held, losesTheAnswer, unreachable } from '../../../support/fakes/fake-oauth.ts'
import {
  createKeeperBench,
  minuteMs,
  type KeeperBench,
} from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** Renews, and dies while the request is in the air, before or after the provider honoured it. */
async function dieInTheAir(bench: KeeperBench, honoured: boolean): Promise<void> {
  bench.oauth.next(({ redeem, signal }) => {
    if (honoured) redeem()
    return held().behaviour({ redeem, signal })
  })
  await bench.keeper.start()
  void bench.keeper.renew()
  await bench.clock.advance(0)
  bench.kill()
}

describe('before a refresh token is sent', () => {
  it('is noted, durably, that it may be used up', async () => {
    const bench = createKeeperBench()
    let notedFirst = false
    bench.oauth.next(({ redeem }) => {
      notedFirst = bench.account().attempt?.refreshTokenHash === 'hash of refresh-1'
      return redeem()
    })
    await bench.keeper.start()
    await bench.keeper.renew()
    expect(notedFirst).toBe(true)
  })

  it('keeps the time of the first try, from which the leeway runs', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(losesTheAnswer, losesTheAnswer)
    await bench.keeper.start()
    const firstMs = bench.clock.now().wallMs
    expect(await rejection(bench.keeper.renew())).toBe('timedOut')
    await bench.clock.advance(1000)
    expect(bench.oauth.sent).toHaveLength(2)
    expect(bench.account().attempt?.atMs).toBe(firstMs)
  })

  it('takes the note back when it is certain that nothing was honoured', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(unreachable)
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('offline')
    expect(bench.account().attempt).toBe(null)
  })

  it('keeps the note when an earlier try may have been honoured', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(losesTheAnswer, unreachable)
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('timedOut')
    await bench.clock.advance(1000)
    expect(bench.oauth.sent).toHaveLength(2)
    expect(bench.account().attempt).not.toBe(null)
  })
})

describe('after kill -9', () => {
  it.each([
    ['before the provider honoured the request', false],
    ['after the provider honoured the request', true],
  ])('%s, the next start within the leeway renews without a sign-in', async (_when, honoured) => {
    const bench = createKeeperBench()
    await dieInTheAir(bench, honoured)
    await bench.clock.advance(9 * minuteMs)
    const next = bench.makeKeeper()
    await next.start()
    await bench.clock.advance(0)
    expect(bench.oauth.sent).toHaveLength(2)
    expect(bench.storedPair()?.accessToken).toBe(next.held()?.accessToken)
    expect(next.held()?.leftSec).toBe(3600)
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
  })

  it('before the request was honoured, a start after the leeway uses up the token, then renews', async () => {
    const bench = createKeeperBench()
    await dieInTheAir(bench, false)
    await bench.clock.advance(30 * minuteMs)
    const next = bench.makeKeeper()
    await next.start()
    await bench.clock.advance(30 * minuteMs - 1)
    expect(bench.oauth.sent).toHaveLength(1)
    expect((await next.ask(0)).accessToken).toBe('access-1')
    await bench.clock.advance(1)
    expect(next.held()?.accessToken).toBe('access-2')
  })

  it('after the request was honoured, a start after the leeway uses up the token, then says: sign in', async () => {
    const bench = createKeeperBench()
    await dieInTheAir(bench, true)
    await bench.clock.advance(30 * minuteMs)
    const next = bench.makeKeeper()
    await next.start()
    await bench.clock.advance(29 * minuteMs)
    expect((await next.ask(0)).accessToken).toBe('access-1')
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
    await bench.clock.advance(2 * minuteMs)
    expect(bench.facts().trouble).toEqual({ kind: 'signInNeeded', reason: 'refreshTokenRefused' })
    expect(bench.storedPair()?.accessToken).toBe('access-1')
  })

  it('after the answer came but before it was stored, the next start renews with the old pair', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    const release = bench.secrets.hold()
    void bench.keeper.renew()
    await bench.clock.advance(0)
    expect(bench.issuer.granted()).toBe(1)
    bench.kill()
    bench.secrets.items.set('work', { clientSecret: 'client-secret', tokenSet: bench.firstSet! })
    release()
    await bench.clock.advance(0)
    bench.secrets.items.set('work', { clientSecret: 'client-secret', tokenSet: bench.firstSet! })
    const next = bench.makeKeeper()
    await next.start()
    await bench.clock.advance(0)
    expect(bench.storedPair()?.accessToken).toBe('access-3')
  })

  it('after the pair was stored, the next start goes on with it', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.keeper.renew()
    bench.kill()
    await bench.clock.advance(minuteMs)
    const next = bench.makeKeeper()
    await next.start()
    expect((await next.ask()).accessToken).toBe('access-2')
    expect(bench.oauth.sent).toHaveLength(1)
    expect(bench.facts().renewsAtMs).toBe(bench.clock.now().wallMs + 54 * minuteMs)
  })

  it('of a provider that does not rotate, the next start still renews at the buffer', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(answersWith({ refreshToken: undefined }))
    await bench.keeper.start()
    await bench.keeper.renew()
    expect(bench.storedPair()?.refreshToken).toBe('refresh-1')
    bench.kill()
    await bench.clock.advance(30 * minuteMs)
    const next = bench.makeKeeper()
    await next.start()
    expect(bench.facts().renewsAtMs).toBe(bench.clock.now().wallMs + 25 * minuteMs)
  })
})
