import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src/shared/error-codes.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { acme, ada, createAccountsBench, grace } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { held, losesTheAnswer, refuses, slow, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

const minuteMs = 60_000

describe('accounts', () => {
  it('are kept with their client secret, and wait for a sign-in', async () => {
    const bench = createAccountsBench()
    const id = await bench.add('Work')
    expect(bench.account(id)).toMatchObject({
      name: 'Work',
      hasClientSecret: true,
      demo: false,
      token: { kind: 'none' },
      trouble: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(bench.secrets.items.get(id)).toEqual({ clientSecret: 'client-secret', tokenSet: null })
    expect(bench.alerts).toEqual([])
  })

  it('need a client secret', async () => {
    const bench = createAccountsBench()
    const error = await bench.accounts
      .save({ id: null, form: accountForm(), clientSecret: null })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalidInput', field: 'clientSecret' })
    expect(bench.snapshot().accounts).toEqual([])
  })

  it('have names of their own', async () => {
    const bench = createAccountsBench()
    const id = await bench.add('Work')
    const error = await bench.add('wORK').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalidInput', field: 'name' })
    await bench.accounts.save({ id, form: accountForm({ name: 'WORK' }), clientSecret: null })
    expect(bench.snapshot().accounts.map(({ name }) => name)).toEqual(['WORK'])
  })

  it('are not called “default”, which programs say for the chosen one', async () => {
    const bench = createAccountsBench()
    const error = await bench.add('Default').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalidInput', field: 'name' })
  })

  it('can be changed without entering the client secret again', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    await bench.accounts.save({ id, form: accountForm({ bufferMinutes: 20 }), clientSecret: null })
    expect(bench.account(id).renewsAtMs).toBe(bench.clock.now().wallMs + 40 * minuteMs)
    expect(bench.secrets.items.get(id)).toMatchObject({
      clientSecret: 'client-secret',
      tokenSet: { accessToken: 'access-1' },
    })
  })

  it('come back after a restart with all that was known', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    await bench.clock.advance(10 * minuteMs)
    const { accounts, store } = bench.startApp()
    expect(store.snapshot().accounts[0]).toMatchObject({
      token: { kind: 'none' },
      trouble: { kind: 'none' },
      person: ada,
    })
    await accounts.start()
    expect(store.snapshot().accounts[0]).toMatchObject({ token: { kind: 'held' }, sites: [acme] })
    expect((await accounts.ask(id)).leftSec).toBe(3000)
    expect(accounts.historyOf(id).map(({ kind }) => kind)).toEqual(['signedIn'])
  })

  it('are known when the keychain has been read, or does not answer', async () => {
    const bench = createAccountsBench()
    await bench.add()
    const release = bench.secrets.hold()
    const { accounts } = bench.startApp()
    let isKnown = false
    void accounts.start()
    void accounts.known().then(() => (isKnown = true))
    await bench.clock.advance(2000)
    expect(isKnown).toBe(false)
    await bench.clock.advance(1000)
    expect(isKnown).toBe(true)
    release()
    await bench.startApp().accounts.known()
  })

  it('do not wait for each other', async () => {
    const bench = createAccountsBench()
    const hanging = await bench.add('Hanging', 'one')
    await bench.signIn(hanging)
    const quick = await bench.add('Quick', 'other')
    await bench.signIn(quick)
    bench.oauth.next(held().behaviour)
    void bench.accounts.renew(hanging)
    await drain()
    bench.oauth.next(slow(bench.clock, 100))
    const renewed = bench.accounts.renew(quick)
    await bench.clock.advance(100)
    expect((await renewed).leftSec).toBeCloseTo(3600, 0)
  })

  it('that do not exist are said not to', async () => {
    const { accounts } = createAccountsBench()
    const missing = async (action: () => unknown) => rejection((async () => action())())
    expect(await missing(() => accounts.ask('x'))).toBe('accountNotFound')
    expect(await missing(() => accounts.renew('x'))).toBe('accountNotFound')
    expect(await missing(() => accounts.test('x'))).toBe('accountNotFound')
    expect(await missing(() => accounts.remove('x'))).toBe('accountNotFound')
    expect(await missing(() => accounts.signOut('x'))).toBe('accountNotFound')
    expect(await missing(() => accounts.save({ id: 'x', form: accountForm(), clientSecret: null }))).toBe(
      'accountNotFound',
    )
  })

  it('take over a new default buffer', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.accounts.saveSettings({ bufferMinutes: 30 })
    expect(bench.account(id).renewsAtMs).toBe(bench.clock.now().wallMs + 30 * minuteMs)
    expect(bench.disk.settings.bufferMinutes).toBe(30)
  })

  it('note that the computer woke up, and that a token was copied', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.accounts.suspend()
    bench.clock.sleep(10 * minuteMs)
    bench.accounts.resume()
    bench.accounts.noteCopied(id)
    expect(bench.historyKinds()).toEqual(['signedIn', 'wokeUp', 'copied'])
  })
})

describe('a full disk', () => {
  it('costs no renewal and stops no timer: only the history waits for room', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.fillDisk(true)
    bench.accounts.noteHandOut(id, 'curl')
    bench.accounts.evaluate()
    bench.accounts.resume()
    await bench.clock.advance(56 * minuteMs)
    expect((await bench.accounts.ask(id)).accessToken).toBe('access-2')
    expect(bench.historyKinds()).toEqual(['signedIn'])
    bench.fillDisk(false)
    bench.accounts.evaluate()
    expect(bench.historyKinds()).toEqual(['signedIn', 'handedOut', 'wokeUp', 'renewed'])
  })

  it('is no hindrance when the accounts are closed', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.accounts.noteHandOut(id, 'curl')
    bench.fillDisk(true)
    await bench.accounts.close()
    expect(bench.clock.timers()).toBe(0)
  })
})

describe('signing out', () => {
  it('forgets the secrets and all that was known, and keeps the account', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    await bench.accounts.signOut(id)
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.account(id)).toMatchObject({
      hasClientSecret: false,
      token: { kind: 'none' },
      person: null,
      sites: [],
      trouble: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(bench.disk.accounts[0]).toMatchObject({ hasToken: false, attempt: null, person: null })
    expect(bench.historyKinds()).toEqual(['signedOut'])
    expect(bench.alerts).toEqual([])
  })

  it('ends a sign-in that is under way, and keeps nothing of it', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const ended = rejection(bench.accounts.signIn(id, null))
    await drain()
    await bench.accounts.signOut(id)
    expect(await ended).toBe('signInCancelled')
    expect(bench.historyKinds()).toEqual(['signedOut'])
    expect(bench.account(id)).toMatchObject({ activity: { kind: 'idle' }, signInError: null })
  })

  it('keeps everything when the keychain does not let go', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.secrets.break('keychainLocked', ['remove'])
    expect(await rejection(bench.accounts.signOut(id))).toBe('keychainLocked')
    expect(bench.account(id)).toMatchObject({ token: { kind: 'held' }, person: ada })
    expect(bench.historyKinds()).toEqual(['signedIn'])
  })
})

describe('removing an account', () => {
  it('leaves nothing, not even a history or a timer', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    const ended = rejection(bench.accounts.signIn(id, null))
    await drain()
    await bench.accounts.remove(id)
    await ended
    await bench.clock.advance(3 * 60 * minuteMs)
    expect(bench.snapshot().accounts).toEqual([])
    expect(bench.disk.accounts).toEqual([])
    expect(bench.history()).toEqual({})
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.clock.timers()).toBe(0)
    expect(await rejection((async () => bench.accounts.ask(id))())).toBe('accountNotFound')
  })

  it('ends a renewal in the air', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.oauth.next(slow(bench.clock, 5000))
    const renewed = rejection(bench.accounts.renew(id))
    await drain()
    await bench.accounts.remove(id)
    await bench.clock.advance(minuteMs)
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(bench.secrets.items.size).toBe(0)
    expect(bench.snapshot().accounts).toEqual([])
  })
})

describe('taking over a refresh token', () => {
  it('renews it at once, keeps the pair, and finds out whose it is', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const other = bench.oauth.issuer.signIn()
    await bench.accounts.takeOver(id, other.refreshToken)
    await drain()
    expect(bench.secrets.items.get(id)?.tokenSet).toMatchObject({
      accessToken: 'access-2',
      refreshToken: 'refresh-2',
    })
    expect(bench.account(id)).toMatchObject({ person: ada, trouble: { kind: 'none' } })
    expect(bench.historyKinds()).toEqual(['renewed', 'signedIn'])
  })

  it('loses nothing when the answer is lost: the refresh token is stored, and tried again', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const other = bench.oauth.issuer.signIn()
    bench.oauth.next(losesTheAnswer)
    await bench.accounts.takeOver(id, other.refreshToken)
    expect(bench.secrets.items.get(id)?.tokenSet).toMatchObject({ refreshToken: 'refresh-1' })
    expect(bench.account(id).activity.kind).toBe('retrying')
    await bench.clock.advance(minuteMs)
    expect(bench.account(id)).toMatchObject({ activity: { kind: 'idle' }, trouble: { kind: 'none' } })
    expect((await bench.accounts.ask(id)).accessToken).toMatch(/^access-/)
  })

  it('never replaces a sign-in that is there', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    expect(await rejection(bench.accounts.takeOver(id, 'other'))).toBe('alreadySignedIn')
    expect(bench.account(id).token.kind).toBe('held')
  })

  it('changes nothing when it is refused', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    expect(await rejection(bench.accounts.takeOver(id, 'stale'))).toBe('refreshTokenRefused')
    expect(bench.account(id)).toMatchObject({
      token: { kind: 'none' },
      trouble: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(bench.secrets.items.get(id)).toEqual({ clientSecret: 'client-secret', tokenSet: null })
    // whoever asked for it is told by the answer
    expect(bench.alerts).toEqual([])
  })

  it('tells that it was refused after all when that came out later', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    bench.oauth.next(unreachable)
    await bench.accounts.takeOver(id, 'stale')
    await bench.clock.advance(5 * minuteMs)
    expect(bench.alerts).toEqual([{ id, alert: 'signInNeeded' }])
  })
})

describe('finding out whose token it is', () => {
  /** Signed in by taking over, so that it is not known yet; the API answers when told. */
  const askedForPerson = async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    let answer: (person: typeof ada) => void = () => undefined
    bench.setPerson(() => new Promise((resolve) => (answer = resolve)))
    await bench.accounts.takeOver(id, bench.oauth.issuer.signIn().refreshToken)
    await drain()
    return { bench, id, answer: (person: typeof ada) => answer(person) }
  }

  it('does nothing when the account was removed meanwhile', async () => {
    const { bench, id, answer } = await askedForPerson()
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    await bench.accounts.remove(id)
    answer(ada)
    await new Promise((done) => setImmediate(done))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(bench.disk.accounts).toEqual([])
  })

  it('does not take a late answer for the person who signed in meanwhile', async () => {
    const { bench, id, answer } = await askedForPerson()
    await bench.signIn(id, grace)
    answer(ada)
    await drain()
    expect(bench.account(id).person).toEqual(grace)
  })
})

describe('saving an account again', () => {
  it('leaves the account as it was when its keychain can’t be read', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.secrets.break('keychainLocked')
    const { accounts, store } = bench.startApp()
    await accounts.start()
    const change = { id, form: accountForm({ name: 'Other' }), clientSecret: 'new' }
    expect(await rejection(accounts.save(change))).toBe('keychainLocked')
    expect(store.snapshot().accounts.map(({ name }) => name)).toEqual(['Work'])
  })
})

describe('testing a token', () => {
  it('tells sites, person and milliseconds', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    expect(await bench.accounts.test(id)).toEqual({
      milliseconds: 0,
      sites: [acme],
      server: null,
      person: ada,
      personError: null,
    })
  })

  it('is no failure when only the person can’t be found out', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.setPerson(async () => {
      throw new AppError('scopeMissing')
    })
    expect(await bench.accounts.test(id)).toMatchObject({ person: null, personError: 'scopeMissing' })
  })
})

describe('alerts', () => {
  it('come once when a sign-in is needed, and again only after a new sign-in', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.oauth.always(refuses)
    await bench.clock.advance(56 * minuteMs)
    bench.accounts.hurry()
    await rejection(bench.accounts.ask(id, 3000))
    expect(bench.alerts).toEqual([{ id, alert: 'signInNeeded' }])
    await bench.signIn(id)
    await bench.clock.advance(56 * minuteMs)
    expect(bench.alerts).toEqual([
      { id, alert: 'signInNeeded' },
      { id, alert: 'signInNeeded' },
    ])
  })

  it('come once when a pair can’t be stored', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.secrets.break('keychainLocked', ['write'])
    await bench.accounts.renew(id)
    await bench.clock.advance(10 * minuteMs)
    await bench.accounts.renew(id)
    expect(bench.alerts).toEqual([{ id, alert: 'notSaved' }])
  })

  it('come once when a token is over because the provider stays away', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.entropy.value = 0.9
    bench.oauth.always(unreachable)
    await bench.clock.advance(90 * minuteMs)
    expect(bench.alerts).toEqual([{ id, alert: 'expired' }])
  })

  it('do not come for success', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    await bench.clock.advance(24 * 60 * minuteMs)
    expect(bench.alerts).toEqual([])
  })
})
