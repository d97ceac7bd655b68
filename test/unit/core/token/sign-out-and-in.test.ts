import { describe, expect, it } from 'vitest'
import { held, unreachable, type Behaviour } from '../../../support/fakes/fake-oauth.ts'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** Honoured at once; the answer comes when told, and hanging up does not stop it. */
function stubborn(): { behaviour: Behaviour; go(): void } {
  let go = (): void => undefined
  const told = new Promise<void>((done) => (go = done))
  return {
    go: () => go(),
    behaviour: async ({ redeem }) => {
      const outcome = redeem()
      await told
      return outcome
    },
  }
}

describe('signing out during a renewal', () => {
  it('wins: what the renewal brings is thrown away', async () => {
    const bench = createKeeperBench()
    const request = stubborn()
    bench.oauth.next(request.behaviour)
    await bench.keeper.start()
    const renewed = rejection(bench.keeper.renew())
    await bench.clock.advance(0)
    await bench.keeper.forget()
    request.go()
    await bench.clock.advance(minuteMs)
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.keeper.held()).toBe(null)
    expect(bench.facts()).toMatchObject({
      token: { kind: 'none' },
      activity: { kind: 'idle' },
      trouble: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(bench.account().attempt).toBe(null)
  })

  it('wins while the renewal is being stored', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    const release = bench.secrets.hold()
    const renewed = rejection(bench.keeper.renew())
    await bench.clock.advance(0)
    const forgotten = bench.keeper.forget()
    release()
    await forgotten
    expect(await renewed).toBe('signedOutMeanwhile')
    await bench.clock.advance(minuteMs)
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.keeper.held()).toBe(null)
  })

  it('wins although the keychain is slow to forget: no new renewal starts meanwhile', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(held().behaviour)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    const release = bench.secrets.hold()
    const forgotten = bench.keeper.forget()
    await bench.clock.advance(5000)
    bench.keeper.evaluate()
    await bench.clock.advance(5000)
    release()
    await forgotten
    await bench.clock.advance(minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.keeper.held()).toBe(null)
  })

  it('wins over callers who want a token in that moment', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    await bench.clock.advance(30 * minuteMs)
    const release = bench.secrets.hold()
    const forgotten = bench.keeper.forget()
    const asked = rejection(bench.keeper.ask(3000))
    const renewed = rejection(bench.keeper.renew())
    await bench.clock.advance(5000)
    release()
    await forgotten
    await bench.clock.advance(minuteMs)
    expect(await asked).toBe('notSignedIn')
    expect(await renewed).toBe('notSignedIn')
    expect(bench.oauth.sent).toHaveLength(0)
    expect(bench.secrets.items.size).toBe(0)
  })

  it('changes nothing when the keychain does not let go', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(held().behaviour)
    await bench.keeper.start()
    void bench.keeper.renew().catch(() => undefined)
    await bench.clock.advance(0)
    bench.secrets.break('keychainLocked', ['remove'])
    expect(await rejection(bench.keeper.forget())).toBe('keychainLocked')
    await bench.clock.advance(minuteMs)
    expect(bench.keeper.held()?.leftSec).toBeGreaterThan(3500)
    expect(bench.storedPair()?.accessToken).toBe(bench.keeper.held()?.accessToken)
    expect(bench.oauth.mostInFlight()).toBe(1)
    expect(bench.facts()).toMatchObject({ token: { kind: 'held' }, trouble: { kind: 'none' } })
  })

  it('forgets what was only in memory when there is no keychain at all', async () => {
    const bench = createKeeperBench({ stored: null, record: { hasClientSecret: false } })
    bench.secrets.break('keychainMissing')
    await bench.keeper.start()
    await bench.keeper.adopt(bench.freshSecret(), bench.clock.now())
    await bench.keeper.forget()
    expect(bench.keeper.held()).toBe(null)
  })
})

describe('signing in anew during a renewal', () => {
  it('wins: what the renewal brings is thrown away', async () => {
    const bench = createKeeperBench()
    const request = stubborn()
    bench.oauth.next(request.behaviour)
    await bench.keeper.start()
    const renewed = rejection(bench.keeper.renew())
    await bench.clock.advance(0)
    const fresh = bench.freshSecret()
    await bench.keeper.adopt(fresh, bench.clock.now())
    request.go()
    await bench.clock.advance(minuteMs)
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(bench.storedPair()).toEqual(fresh.tokenSet)
    expect(bench.keeper.held()?.accessToken).toBe(fresh.tokenSet.accessToken)
  })

  it('wins although the keychain is slow: no renewal of the old pair starts meanwhile', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(held().behaviour)
    await bench.keeper.start()
    await bench.clock.advance(55 * minuteMs)
    const fresh = bench.freshSecret()
    const release = bench.secrets.hold()
    const adopted = bench.keeper.adopt(fresh, bench.clock.now())
    await bench.clock.advance(5000)
    bench.keeper.evaluate()
    await bench.clock.advance(5000)
    release()
    await adopted
    await bench.clock.advance(minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
    expect(bench.storedPair()).toEqual(fresh.tokenSet)
    expect(bench.keeper.held()?.accessToken).toBe(fresh.tokenSet.accessToken)
  })

  it('serves callers of the old renewal with the new token', async () => {
    const bench = createKeeperBench()
    bench.oauth.next(held().behaviour)
    await bench.keeper.start()
    await bench.clock.advance(30 * minuteMs)
    const asked = bench.keeper.ask(3000)
    await bench.clock.advance(0)
    const fresh = bench.freshSecret()
    await bench.keeper.adopt(fresh, bench.clock.now())
    expect((await asked).accessToken).toBe(fresh.tokenSet.accessToken)
    expect(bench.oauth.sent).toHaveLength(1)
  })

  it('does not spend the new refresh token for a try that was waiting for the old one', async () => {
    const bench = createKeeperBench({ record: { autoRenewal: false } })
    bench.oauth.next(unreachable)
    await bench.keeper.start()
    await bench.clock.advance(30 * minuteMs)
    expect(await rejection(bench.keeper.ask(3000))).toBe('offline')
    const asked = bench.keeper.ask(3000)
    await bench.clock.advance(500)
    const fresh = bench.freshSecret()
    await bench.keeper.adopt(fresh, bench.clock.now())
    await bench.clock.advance(minuteMs)
    expect((await asked).accessToken).toBe(fresh.tokenSet.accessToken)
    expect(bench.oauth.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1'])
  })

  it('ends all trouble of the old sign-in', async () => {
    const bench = createKeeperBench()
    bench.issuer.revokeAll()
    await bench.keeper.start()
    expect(await rejection(bench.keeper.renew())).toBe('refreshTokenRefused')
    expect(bench.facts().trouble.kind).toBe('signInNeeded')
    await bench.keeper.adopt(bench.freshSecret(), bench.clock.now())
    expect(bench.facts()).toMatchObject({
      trouble: { kind: 'none' },
      token: { kind: 'held', stored: true },
      renewsAtMs: bench.clock.now().wallMs + 55 * minuteMs,
    })
    expect(bench.account()).toMatchObject({ attempt: null, hasToken: true })
  })

  it('does not raise an alarm when the keychain’s first reading ends meanwhile', async () => {
    const bench = createKeeperBench({ stored: null })
    const release = bench.secrets.hold()
    void bench.keeper.start()
    await bench.clock.advance(0)
    const adopted = bench.keeper.adopt(bench.freshSecret(), bench.clock.now())
    release()
    await adopted
    await bench.clock.advance(0)
    expect(bench.reports.map(({ trouble }) => trouble.kind)).not.toContain('signInNeeded')
    expect(bench.keeper.held()).not.toBe(null)
  })

  it('is undone by a sign-out that comes while it is being stored', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    const release = bench.secrets.hold()
    const adopted = rejection(bench.keeper.adopt(bench.freshSecret(), bench.clock.now()))
    const forgotten = bench.keeper.forget()
    release()
    await forgotten
    expect(await adopted).toBe('signedOutMeanwhile')
    await bench.clock.advance(0)
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.keeper.held()).toBe(null)
  })
})
