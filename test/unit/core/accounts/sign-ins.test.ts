import { describe, expect, it } from 'vitest'
import { acme, ada, createAccountsBench, grace } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('signing in', () => {
  it('shows the person and the sites, and hands out the token', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    expect(bench.account()).toMatchObject({
      person: ada,
      sites: [acme],
      token: { kind: 'held', stored: true },
      activity: { kind: 'idle' },
      trouble: { kind: 'none' },
      signInError: null,
    })
    expect((await bench.accounts.ask(id)).accessToken).toBe('access-1')
    expect(bench.historyKinds()).toEqual(['signedIn'])
    expect(bench.disk.accounts[0]).toMatchObject({ hasToken: true, hasClientSecret: true })
  })

  it('is under way once per account, also when it is begun twice in the same moment', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const first = bench.accounts.signIn(id, null)
    const second = rejection(bench.accounts.signIn(id, null))
    await drain()
    expect(await second).toBe('signInRunning')
    expect(bench.surfaces.window.pages).toHaveLength(1)
    bench.surfaces.window.redirect()
    await first
    expect(bench.account().signInError).toBe(null)
    expect(bench.historyKinds()).toEqual(['signedIn'])
  })

  it('may be under way for two accounts', async () => {
    const bench = createAccountsBench()
    await bench.add('Work')
    await bench.add('Play')
    void rejection(bench.accounts.signIn('id-1', null))
    void rejection(bench.accounts.signIn('id-2', 'browser'))
    await drain()
    expect(bench.account('id-1').activity).toMatchObject({ kind: 'signingIn', surface: 'window' })
    expect(bench.account('id-2').activity).toMatchObject({ kind: 'signingIn', surface: 'browser' })
  })

  it('goes over to another surface when asked to, quietly', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const inWindow = rejection(bench.accounts.signIn(id, null))
    await drain()
    const inBrowser = bench.accounts.signIn(id, 'browser')
    expect(await inWindow).toBe('signInCancelled')
    await drain()
    expect(bench.surfaces.window.pages[0]?.isOpen).toBe(false)
    expect(bench.account()).toMatchObject({
      activity: { kind: 'signingIn', surface: 'browser', step: 'waiting' },
      signInError: null,
    })
    bench.surfaces.browser.redirect()
    await inBrowser
    expect(bench.account().activity).toEqual({ kind: 'idle' })
    expect(bench.historyKinds()).toEqual(['signedIn'])
  })

  it('can be begun again after it was cancelled', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const first = rejection(bench.accounts.signIn(id, null))
    await drain()
    bench.accounts.cancelSignIn(id)
    expect(await first).toBe('signInCancelled')
    expect(bench.account()).toMatchObject({ activity: { kind: 'idle' }, signInError: 'signInCancelled' })
    await bench.signIn(id)
    expect(bench.account().signInError).toBe(null)
    expect(bench.historyKinds()).toEqual(['signInFailed', 'signedIn'])
  })

  it('can be cancelled while the keychain is asked for the client secret', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const started = bench.startApp()
    const release = bench.secrets.hold()
    void started.accounts.start()
    const ended = rejection(started.accounts.signIn(id, null))
    await drain()
    started.accounts.cancelSignIn(id)
    release()
    expect(await ended).toBe('signInCancelled')
    await drain()
    expect(bench.surfaces.window.pages).toEqual([])
  })

  it('leaves the sign-in of before in place when it fails', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.oauth.exchanges({ kind: 'failed', code: 'consentDenied' })
    const again = rejection(bench.accounts.signIn(id, null))
    await drain()
    bench.surfaces.window.redirect()
    expect(await again).toBe('consentDenied')
    expect(bench.account()).toMatchObject({
      signInError: 'consentDenied',
      token: { kind: 'held' },
      trouble: { kind: 'none' },
      person: ada,
    })
    expect((await bench.accounts.ask(id)).accessToken).toBe('access-1')
  })

  it('fails for an account that does not exist, and notes nothing about it', async () => {
    const bench = createAccountsBench()
    expect(await rejection(bench.accounts.signIn('nobody', null))).toBe('accountNotFound')
    expect(bench.history()).toEqual({})
  })

  it('is cancelled when the app closes', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    const ended = rejection(bench.accounts.signIn(id, null))
    await drain()
    await bench.accounts.close()
    expect(await ended).toBe('closing')
    expect(bench.surfaces.window.pages[0]?.isOpen).toBe(false)
  })
})

describe('signing in as somebody else', () => {
  it('asks first; no keeps what was', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.setPerson(async () => grace)
    const ended = rejection(bench.accounts.signIn(id, null))
    await drain()
    bench.surfaces.window.redirect()
    await drain()
    expect(bench.account().activity).toMatchObject({
      step: 'confirming',
      question: { kind: 'otherPerson', before: 'Ada Lovelace', now: 'Grace Hopper' },
    })
    bench.accounts.answerSignIn(id, false)
    expect(await ended).toBe('otherPersonDeclined')
    expect(bench.account().person).toEqual(ada)
    expect((await bench.accounts.ask(id)).accessToken).toBe('access-1')
  })

  it('asks first; yes takes the new one', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    bench.setPerson(async () => grace)
    const done = bench.accounts.signIn(id, null)
    await drain()
    bench.surfaces.window.redirect()
    await drain()
    bench.accounts.answerSignIn(id, true)
    await done
    expect(bench.account().person).toEqual(grace)
    expect((await bench.accounts.ask(id)).accessToken).toBe('access-2')
  })

  it('does not ask when it is the same person again', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    await bench.signIn(id)
    expect((await bench.accounts.ask(id)).accessToken).toBe('access-2')
  })

  it('does not ask after a sign-out', async () => {
    const bench = createAccountsBench()
    const id = await bench.add()
    await bench.signIn(id)
    await bench.accounts.signOut(id)
    await bench.accounts.save({ id, form: bench.disk.accounts[0]!, clientSecret: 'client-secret' })
    await bench.signIn(id, grace)
    expect(bench.account().person).toEqual(grace)
  })
})

describe('the same person twice', () => {
  it('is asked about under one client id, because the new consent replaces the old', async () => {
    const bench = createAccountsBench()
    await bench.signIn(await bench.add('Work'))
    const id = await bench.add('Play')
    const done = bench.accounts.signIn(id, null)
    await drain()
    bench.surfaces.window.redirect()
    await drain()
    expect(bench.account(id).activity).toMatchObject({
      question: { kind: 'samePersonTwice', accountName: 'Work', person: 'Ada Lovelace' },
    })
    bench.accounts.answerSignIn(id, true)
    await done
    expect(bench.account(id).person).toEqual(ada)
  })

  it('is fine under two client ids', async () => {
    const bench = createAccountsBench()
    await bench.signIn(await bench.add('Work', 'one'))
    await bench.signIn(await bench.add('Play', 'other'))
    expect(bench.account('id-2').person).toEqual(ada)
  })
})
