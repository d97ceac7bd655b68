import { describe, expect, it } from 'vitest'
import type { AccountApi } from '../../../../src/core/ports.ts'
import { AppError } from '../../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../../src/shared/error-table.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { acme, ada, createAccountsHarness, grace } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { held, losesTheAnswer, refuses, slow, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

const minuteMs = 60_000

describe('accounts', () => {
  it('are stored with their client secret, and wait for a sign-in', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add('Work')
    expect(harness.account(id)).toMatchObject({
      name: 'Work',
      hasClientSecret: true,
      demo: false,
      token: { kind: 'none' },
      problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(harness.secrets.items.get(id)).toEqual({ clientSecret: 'client-secret', tokenSet: null })
    expect(harness.alerts).toEqual([])
  })

  it('require a client secret', async () => {
    const harness = createAccountsHarness()
    const error = await harness.accounts
      .save({ id: null, form: accountForm(), clientSecret: null })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalidInput', field: 'clientSecret' })
    expect(harness.snapshot().accounts).toEqual([])
  })

  it('must have unique names', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add('Work')
    const error = await harness.add('wORK').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalidInput', field: 'name' })
    await harness.accounts.save({ id, form: accountForm({ name: 'WORK' }), clientSecret: null })
    expect(harness.snapshot().accounts.map(({ name }) => name)).toEqual(['WORK'])
  })

  it('can’t be called “default”, because programs use that name for the default account', async () => {
    const harness = createAccountsHarness()
    const error = await harness.add('Default').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalidInput', field: 'name' })
  })

  it('can be changed without entering the client secret again', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    await harness.accounts.save({ id, form: accountForm({ bufferMinutes: 20 }), clientSecret: null })
    expect(harness.account(id).renewsAtMs).toBe(harness.clock.now().wallMs + 40 * minuteMs)
    expect(harness.secrets.items.get(id)).toMatchObject({
      clientSecret: 'client-secret',
      tokenSet: { accessToken: 'access-1' },
    })
  })

  it('come back after a restart with everything that was known', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    await harness.clock.advance(10 * minuteMs)
    const { accounts, store } = harness.startApp()
    expect(store.snapshot().accounts[0]).toMatchObject({
      token: { kind: 'none' },
      problem: { kind: 'none' },
      person: ada,
    })
    await accounts.start()
    expect(store.snapshot().accounts[0]).toMatchObject({ token: { kind: 'held' }, sites: [acme] })
    expect((await accounts.ask(id)).leftSec).toBe(3000)
    expect(accounts.getHistory(id).map(({ kind }) => kind)).toEqual(['signedIn'])
  })

  it('are known once the keychain has been read, or after it fails to answer', async () => {
    const harness = createAccountsHarness()
    await harness.add()
    const release = harness.secrets.hold()
    const { accounts } = harness.startApp()
    let isKnown = false
    void accounts.start()
    void accounts.known().then(() => (isKnown = true))
    await harness.clock.advance(2000)
    expect(isKnown).toBe(false)
    await harness.clock.advance(1000)
    expect(isKnown).toBe(true)
    release()
    await harness.startApp().accounts.known()
  })

  it('don’t wait for each other', async () => {
    const harness = createAccountsHarness()
    const hanging = await harness.add('Hanging', 'one')
    await harness.signIn(hanging)
    const quick = await harness.add('Quick', 'other')
    await harness.signIn(quick)
    harness.oauth.next(held().behaviour)
    void harness.accounts.renew(hanging)
    await drain()
    harness.oauth.next(slow(harness.clock, 100))
    const renewed = harness.accounts.renew(quick)
    await harness.clock.advance(100)
    expect((await renewed).leftSec).toBeCloseTo(3600, 0)
  })

  it('that do not exist cause an accountNotFound error', async () => {
    const { accounts } = createAccountsHarness()
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

  it('use a new default buffer at once', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.accounts.saveSettings({ bufferMinutes: 30 })
    expect(harness.account(id).renewsAtMs).toBe(harness.clock.now().wallMs + 30 * minuteMs)
    expect(harness.disk.settings.bufferMinutes).toBe(30)
  })

  it('record that the computer woke up, and that a token was copied', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.accounts.suspend()
    harness.clock.sleep(10 * minuteMs)
    harness.accounts.resume()
    harness.accounts.recordCopied(id)
    expect(harness.historyKinds()).toEqual(['signedIn', 'wokeUp', 'copied'])
  })
})

describe('a full disk', () => {
  it('prevents no renewal and stops no timer; only the history waits for space', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.fillDisk(true)
    harness.accounts.recordIssuedToken(id, 'curl')
    harness.accounts.evaluate()
    harness.accounts.resume()
    await harness.clock.advance(56 * minuteMs)
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-2')
    expect(harness.historyKinds()).toEqual(['signedIn'])
    harness.fillDisk(false)
    harness.accounts.evaluate()
    expect(harness.historyKinds()).toEqual(['signedIn', 'issued', 'wokeUp', 'renewed'])
  })

  it('does not prevent closing', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.accounts.recordIssuedToken(id, 'curl')
    harness.fillDisk(true)
    await harness.accounts.close()
    expect(harness.clock.timers()).toBe(0)
  })
})

describe('signing out', () => {
  it('deletes the secrets and everything known, and keeps the account', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    await harness.accounts.signOut(id)
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.account(id)).toMatchObject({
      hasClientSecret: false,
      token: { kind: 'none' },
      person: null,
      sites: [],
      problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(harness.disk.accounts[0]).toMatchObject({ hasToken: false, attempt: null, person: null })
    expect(harness.historyKinds()).toEqual(['signedOut'])
    expect(harness.alerts).toEqual([])
  })

  it('cancels a sign-in in progress, and keeps nothing of it', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const ended = rejection(harness.accounts.signIn(id, null))
    await drain()
    await harness.accounts.signOut(id)
    expect(await ended).toBe('signInCancelled')
    expect(harness.historyKinds()).toEqual(['signedOut'])
    expect(harness.account(id)).toMatchObject({ activity: { kind: 'idle' }, signInError: null })
  })

  it('keeps everything when the keychain won’t delete the secrets', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.secrets.break('keychainLocked', ['remove'])
    expect(await rejection(harness.accounts.signOut(id))).toBe('keychainLocked')
    expect(harness.account(id)).toMatchObject({ token: { kind: 'held' }, person: ada })
    expect(harness.historyKinds()).toEqual(['signedIn'])
  })
})

describe('removing an account', () => {
  it('leaves nothing behind, not even a history or a timer', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    const ended = rejection(harness.accounts.signIn(id, null))
    await drain()
    await harness.accounts.remove(id)
    await ended
    await harness.clock.advance(3 * 60 * minuteMs)
    expect(harness.snapshot().accounts).toEqual([])
    expect(harness.disk.accounts).toEqual([])
    expect(harness.history()).toEqual({})
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.clock.timers()).toBe(0)
    expect(await rejection((async () => harness.accounts.ask(id))())).toBe('accountNotFound')
  })

  it('ends a renewal in progress', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.oauth.next(slow(harness.clock, 5000))
    const renewed = rejection(harness.accounts.renew(id))
    await drain()
    await harness.accounts.remove(id)
    await harness.clock.advance(minuteMs)
    expect(await renewed).toBe('signedOutMeanwhile')
    expect(harness.secrets.items.size).toBe(0)
    expect(harness.snapshot().accounts).toEqual([])
  })
})

describe('importing a refresh token', () => {
  it('renews it at once, stores the pair, and finds out who it belongs to', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const other = harness.oauth.issuer.signIn()
    await harness.accounts.importTokens(id, other.refreshToken, null)
    await drain()
    expect(harness.secrets.items.get(id)?.tokenSet).toMatchObject({
      accessToken: 'access-2',
      refreshToken: 'refresh-2',
    })
    expect(harness.account(id)).toMatchObject({ person: ada, problem: { kind: 'none' } })
    expect(harness.historyKinds()).toEqual(['renewed', 'signedIn'])
  })

  it('loses nothing when the answer is lost, because the refresh token is stored and tried again', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const other = harness.oauth.issuer.signIn()
    harness.oauth.next(losesTheAnswer)
    await harness.accounts.importTokens(id, other.refreshToken, null)
    expect(harness.secrets.items.get(id)?.tokenSet).toMatchObject({ refreshToken: 'refresh-1' })
    expect(harness.account(id).activity.kind).toBe('retrying')
    await harness.clock.advance(minuteMs)
    expect(harness.account(id)).toMatchObject({ activity: { kind: 'idle' }, problem: { kind: 'none' } })
    expect((await harness.accounts.ask(id)).accessToken).toMatch(/^access-/)
  })

  it('uses the access token while the provider can’t be reached, until it is refused', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const { refreshToken } = harness.oauth.issuer.signIn()
    const expiresAtMs = harness.clock.now().wallMs + 10 * minuteMs
    harness.oauth.next(unreachable)
    await harness.accounts.importTokens(id, refreshToken, { accessToken: 'found', expiresAtMs })
    expect(await harness.accounts.ask(id)).toMatchObject({ accessToken: 'found', leftSec: 600 })
    // the API refused it
    await harness.accounts.renew(id)
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-2')
  })

  it.each([Infinity, 3 * 60 * minuteMs])('believes no access token longer than an hour', async (inMs) => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const expiresAtMs = harness.clock.now().wallMs + inMs
    harness.oauth.next(unreachable)
    await harness.accounts.importTokens(id, 'r', { accessToken: 'found', expiresAtMs })
    expect((await harness.accounts.ask(id)).leftSec).toBe(59 * 60)
  })

  it('does not use an access token that has expired', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const { refreshToken } = harness.oauth.issuer.signIn()
    const expiresAtMs = harness.clock.now().wallMs - 1
    harness.oauth.next(unreachable)
    await harness.accounts.importTokens(id, refreshToken, { accessToken: 'found', expiresAtMs })
    expect(harness.account(id).activity.kind).toBe('retrying')
    await harness.clock.advance(minuteMs)
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-2')
  })

  it('uses the access token although the refresh token is dead, and says so', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const expiresAtMs = harness.clock.now().wallMs + 10 * minuteMs
    const importing = harness.accounts.importTokens(id, 'stale', { accessToken: 'found', expiresAtMs })
    expect(await rejection(importing)).toBe('refreshTokenRefused')
    expect((await harness.accounts.ask(id)).accessToken).toBe('found')
    await harness.clock.advance(11 * minuteMs)
    expect(harness.account(id).problem).toMatchObject({ kind: 'signInNeeded', reason: 'noRefreshToken' })
  })

  it('never replaces an existing sign-in', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    expect(await rejection(harness.accounts.importTokens(id, 'other', null))).toBe('alreadySignedIn')
    expect(harness.account(id).token.kind).toBe('held')
  })

  it('changes nothing when the token is refused', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    expect(await rejection(harness.accounts.importTokens(id, 'stale', null))).toBe('refreshTokenRefused')
    expect(harness.account(id)).toMatchObject({
      token: { kind: 'none' },
      problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
    expect(harness.secrets.items.get(id)).toEqual({ clientSecret: 'client-secret', tokenSet: null })
    // the caller gets the error, so no alert is needed
    expect(harness.alerts).toEqual([])
  })

  it('raises an alert if the token turns out to be refused later', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    harness.oauth.next(unreachable)
    await harness.accounts.importTokens(id, 'stale', null)
    await harness.clock.advance(5 * minuteMs)
    expect(harness.alerts).toEqual([{ id, alert: 'signInNeeded' }])
  })
})

describe('importing an access token without a refresh token', () => {
  const importing = async (checkAccess: AccountApi['checkAccess'], leftMs: number, accessToken = 'found') => {
    const harness = createAccountsHarness(null, { checkAccess, person: async () => ada })
    const id = await harness.add()
    const expiresAtMs = harness.clock.now().wallMs + leftMs
    const result = await rejection(harness.accounts.importTokens(id, null, { accessToken, expiresAtMs }))
    return { harness, id, result }
  }
  const accepted: AccountApi['checkAccess'] = async () => ({ sites: [acme], server: null })
  const refusedWith = (code: ErrorCode) => async () => {
    throw new AppError(code)
  }

  it.each([
    ['the server accepts it', accepted],
    ['the server can’t be reached', refusedWith('offline')],
    ['the server has a problem', refusedWith('providerFailed')],
    ['it lacks a scope', refusedWith('scopeMissing')],
  ])('uses it until it expires, if %s', async (_case, checkAccess) => {
    const { harness, id, result } = await importing(checkAccess, 10 * minuteMs)
    expect(result).toBe('resolved')
    expect(await harness.accounts.ask(id)).toMatchObject({ accessToken: 'found', leftSec: 600 })
    expect(harness.secrets.items.get(id)).toMatchObject({
      clientSecret: 'client-secret',
      tokenSet: { accessToken: 'found', refreshToken: null },
    })
    expect(harness.account(id)).toMatchObject({ problem: { kind: 'none' }, renewsAtMs: null })
    expect(harness.historyKinds()).toEqual(['signedIn'])
    // a program to which the token was refused
    expect(await rejection(harness.accounts.renew(id))).toBe('noRefreshToken')
    await harness.clock.advance(11 * minuteMs)
    expect(harness.account(id).problem).toMatchObject({ kind: 'signInNeeded', reason: 'noRefreshToken' })
    expect(harness.alerts.map(({ alert }) => alert)).toEqual(['expiresSoon', 'signInNeeded'])
  })

  it.each([
    ['it has expired', accepted, -1, 'found'],
    ['the server refuses it', refusedWith('accessTokenRefused'), minuteMs, 'found'],
    ['it can’t be a token', accepted, minuteMs, 'fou\nnd'],
  ])('changes nothing if %s', async (_case, checkAccess, leftMs, accessToken) => {
    const { harness, id, result } = await importing(checkAccess, leftMs, accessToken)
    expect(result).toBe('invalidInput')
    expect(harness.account(id)).toMatchObject({
      token: { kind: 'none' },
      problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
    })
  })

  it('never replaces an existing sign-in, and needs a token', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    expect(await rejection(harness.accounts.importTokens(id, null, null))).toBe('invalidInput')
    await harness.signIn(id)
    const access = { accessToken: 'found', expiresAtMs: Infinity }
    expect(await rejection(harness.accounts.importTokens(id, null, access))).toBe('alreadySignedIn')
    expect(await harness.accounts.ask(id)).toMatchObject({ accessToken: 'access-1' })
  })
})

describe('finding out who a token belongs to', () => {
  /** Signed in with an imported token, so the person isn't known yet; the API answers on command. */
  const askedForPerson = async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    let answer: (person: typeof ada) => void = () => undefined
    harness.setPerson(() => new Promise((resolve) => (answer = resolve)))
    await harness.accounts.importTokens(id, harness.oauth.issuer.signIn().refreshToken, null)
    await drain()
    return { harness, id, answer: (person: typeof ada) => answer(person) }
  }

  it('does nothing if the account has been removed in between', async () => {
    const { harness, id, answer } = await askedForPerson()
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    await harness.accounts.remove(id)
    answer(ada)
    await new Promise((done) => setImmediate(done))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(harness.disk.accounts).toEqual([])
  })

  it('does not confuse a late answer with the person who has signed in since', async () => {
    const { harness, id, answer } = await askedForPerson()
    await harness.signIn(id, grace)
    answer(ada)
    await drain()
    expect(harness.account(id).person).toEqual(grace)
  })
})

describe('saving an account again', () => {
  it('leaves the account as it was when its keychain can’t be read', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.secrets.break('keychainLocked')
    const { accounts, store } = harness.startApp()
    await accounts.start()
    const change = { id, form: accountForm({ name: 'Other' }), clientSecret: 'new' }
    expect(await rejection(accounts.save(change))).toBe('keychainLocked')
    expect(store.snapshot().accounts.map(({ name }) => name)).toEqual(['Work'])
  })
})

describe('testing a token', () => {
  it('returns sites, person, and milliseconds', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    expect(await harness.accounts.test(id)).toEqual({
      milliseconds: 0,
      sites: [acme],
      server: null,
      person: ada,
      personError: null,
    })
  })

  it('succeeds even if the person can’t be found out', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.setPerson(async () => {
      throw new AppError('scopeMissing')
    })
    expect(await harness.accounts.test(id)).toMatchObject({ person: null, personError: 'scopeMissing' })
  })
})

describe('alerts', () => {
  it('come once when a sign-in is needed, and again only after a new sign-in', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.oauth.always(refuses)
    await harness.clock.advance(56 * minuteMs)
    harness.accounts.retryNow()
    await rejection(harness.accounts.ask(id, 3000))
    expect(harness.alerts).toEqual([{ id, alert: 'signInNeeded' }])
    await harness.signIn(id)
    await harness.clock.advance(56 * minuteMs)
    expect(harness.alerts).toEqual([
      { id, alert: 'signInNeeded' },
      { id, alert: 'signInNeeded' },
    ])
  })

  it('come once when a token pair can’t be stored', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.secrets.break('keychainLocked', ['write'])
    await harness.accounts.renew(id)
    await harness.clock.advance(10 * minuteMs)
    await harness.accounts.renew(id)
    expect(harness.alerts).toEqual([{ id, alert: 'notSaved' }])
  })

  it('come once when a token expires because the provider stays unreachable', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.entropy.value = 0.9
    harness.oauth.always(unreachable)
    await harness.clock.advance(90 * minuteMs)
    expect(harness.alerts).toEqual([{ id, alert: 'expired' }])
  })

  it('don’t come for successes', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.alerts).toEqual([])
  })
})
