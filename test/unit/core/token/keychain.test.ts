import { describe, expect, it } from 'vitest'
import { createKeeperBench, minuteMs } from '../../../support/fakes/account-token-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('a keychain that is locked at the start', () => {
  it('is said plainly, and nothing is lost', async () => {
    const bench = createKeeperBench()
    const before = bench.storedPair()
    bench.secrets.break('keychainLocked')
    await bench.keeper.start()
    expect(bench.facts()).toEqual({
      token: { kind: 'none' },
      activity: { kind: 'idle' },
      trouble: { kind: 'keychainUnavailable', reason: 'keychainLocked' },
      renewsAtMs: null,
    })
    expect(await rejection(bench.keeper.ask())).toBe('keychainLocked')
    expect(await rejection(bench.keeper.renew())).toBe('keychainLocked')
    expect(await rejection(bench.keeper.clientSecret())).toBe('keychainLocked')
    expect(bench.account().hasToken).toBe(true)
    expect(bench.storedPair()).toEqual(before)
  })

  it('is read again, at least once a minute, until it opens', async () => {
    const bench = createKeeperBench()
    bench.entropy.value = 0.999
    bench.secrets.break('keychainLocked')
    await bench.keeper.start()
    await bench.clock.advance(10 * minuteMs)
    expect(bench.secrets.calls.length).toBeGreaterThanOrEqual(10)
    bench.secrets.mend()
    await bench.clock.advance(minuteMs)
    expect(bench.facts()).toMatchObject({ token: { kind: 'held', stored: true }, trouble: { kind: 'none' } })
  })

  it('is read at once when the user unlocked it, or when somebody asks', async () => {
    const bench = createKeeperBench()
    bench.secrets.break('keychainLocked')
    await bench.keeper.start()
    bench.secrets.mend()
    bench.keeper.hurry()
    await bench.clock.advance(0)
    expect(bench.keeper.held()?.accessToken).toBe('access-1')
  })

  it('is asked once however many ask', async () => {
    const bench = createKeeperBench()
    bench.secrets.break('keychainLocked')
    await bench.keeper.start()
    await Promise.all(Array.from({ length: 50 }, () => rejection(bench.keeper.ask())))
    expect(bench.secrets.calls).toEqual(['read', 'read'])
  })

  it('does not cost the sign-in when the user enters the client secret meanwhile', async () => {
    const bench = createKeeperBench()
    bench.secrets.break('keychainLocked')
    await bench.keeper.start()
    await rejection(bench.keeper.reconfigure('new-secret'))
    bench.secrets.mend()
    bench.keeper.hurry()
    await bench.clock.advance(minuteMs)
    expect(bench.storedPair()?.accessToken).toBe('access-1')
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
  })

  it('does not cost the sign-in when it opens in the moment the client secret is entered', async () => {
    const bench = createKeeperBench()
    bench.secrets.break('keychainLocked')
    await bench.keeper.start()
    bench.secrets.mend()
    await bench.keeper.reconfigure('new-secret')
    expect(bench.secrets.items.get('work')).toMatchObject({
      clientSecret: 'new-secret',
      tokenSet: { accessToken: 'access-1' },
    })
  })
})

describe('a keychain that stops working in the middle', () => {
  it('keeps the new pair in memory, says that it is not saved, and stores it later', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainLocked', ['write'])
    expect((await bench.keeper.renew()).accessToken).toBe('access-2')
    expect(bench.storedPair()?.accessToken).toBe('access-1')
    expect(bench.facts()).toMatchObject({
      token: { kind: 'held', stored: false },
      trouble: { kind: 'keychainUnavailable', reason: 'keychainLocked' },
    })
    expect((await bench.keeper.ask()).accessToken).toBe('access-2')
    bench.secrets.mend()
    await bench.clock.advance(minuteMs)
    expect(bench.storedPair()?.accessToken).toBe('access-2')
    expect(bench.facts()).toMatchObject({ token: { kind: 'held', stored: true }, trouble: { kind: 'none' } })
  })

  it('renews only when somebody needs a token, as long as nothing can be stored', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainMissing', ['write'])
    await bench.keeper.renew()
    expect(bench.facts().renewsAtMs).toBe(null)
    await bench.clock.advance(3 * 60 * minuteMs)
    expect(bench.oauth.sent).toHaveLength(1)
    expect((await bench.keeper.ask()).accessToken).toBe('access-3')
    expect((await bench.keeper.ask(3000)).accessToken).toBe('access-3')
    expect(bench.oauth.sent).toHaveLength(2)
  })

  it('starts a dead process with the old pair, inside the leeway, without a sign-in', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainLocked', ['write'])
    await bench.keeper.renew()
    bench.kill()
    bench.secrets.mend()
    await bench.clock.advance(5 * minuteMs)
    const next = bench.makeKeeper()
    await next.start()
    await bench.clock.advance(0)
    expect(bench.storedPair()?.accessToken).toBe('access-3')
    expect(bench.facts().trouble).toEqual({ kind: 'none' })
  })

  it('holds up nobody who can be served from memory while it hangs', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.hold()
    void bench.keeper.renew()
    await bench.clock.advance(60_000)
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
  })

  it('does not overwrite a newer pair by an older one when a late try to store ends', async () => {
    const bench = createKeeperBench()
    await bench.keeper.start()
    bench.secrets.break('keychainLocked', ['write'])
    await bench.keeper.renew()
    bench.secrets.mend()
    const release = bench.secrets.hold()
    bench.keeper.hurry()
    const renewed = bench.keeper.renew()
    await bench.clock.advance(0)
    release()
    await renewed
    await bench.clock.advance(minuteMs)
    expect(bench.storedPair()?.accessToken).toBe('access-3')
    expect(bench.keeper.held()?.accessToken).toBe('access-3')
  })
})

describe('a keychain that works and is empty', () => {
  it('means that nobody signed in, when nothing was ever stored', async () => {
    const bench = createKeeperBench({ stored: null })
    await bench.keeper.start()
    expect(bench.facts().trouble).toEqual({ kind: 'signInNeeded', reason: 'notSignedIn' })
    expect(await rejection(bench.keeper.ask())).toBe('notSignedIn')
  })

  it('means that the token is gone, when one should be there; the account stays', async () => {
    const bench = createKeeperBench({ stored: null, record: { hasToken: true } })
    await bench.keeper.start()
    expect(bench.facts().trouble).toEqual({ kind: 'signInNeeded', reason: 'tokenMissing' })
    expect(await rejection(bench.keeper.ask())).toBe('tokenMissing')
    expect(bench.account().hasToken).toBe(true)
  })
})

describe('an account without a keychain', () => {
  it('lives in memory, and says so', async () => {
    const bench = createKeeperBench({ stored: null, record: { hasClientSecret: false } })
    bench.secrets.break('keychainMissing')
    await bench.keeper.start()
    await bench.keeper.reconfigure('client-secret')
    expect(await bench.keeper.clientSecret()).toBe('client-secret')
    await bench.keeper.adopt(bench.freshSecret(), bench.clock.now())
    expect((await bench.keeper.ask()).accessToken).toBe('access-1')
    expect(bench.facts()).toMatchObject({
      token: { kind: 'held', stored: false },
      trouble: { kind: 'keychainUnavailable', reason: 'keychainMissing' },
    })
    expect(bench.account()).toMatchObject({ hasToken: false, hasClientSecret: false })
  })

  it('waits for a sign-in when its client secret could be stored at last', async () => {
    const bench = createKeeperBench({ stored: null, record: { hasClientSecret: false } })
    bench.secrets.break('keychainMissing')
    await bench.keeper.start()
    await bench.keeper.reconfigure('client-secret')
    bench.secrets.mend()
    await bench.clock.advance(minuteMs)
    expect(bench.facts().trouble).toEqual({ kind: 'signInNeeded', reason: 'notSignedIn' })
    expect(bench.account()).toMatchObject({ hasToken: false, hasClientSecret: true })
  })
})
