import { describe, expect, it } from 'vitest'
import { acme, ada, createAccountsHarness, grace } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

describe('signing in', () => {
  it('shows the person and the sites, and issues the token', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    expect(harness.account()).toMatchObject({
      person: ada,
      sites: [acme],
      token: { kind: 'held', stored: true },
      activity: { kind: 'idle' },
      problem: { kind: 'none' },
      signInError: null,
    })
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-1')
    expect(harness.historyKinds()).toEqual(['signedIn'])
    expect(harness.disk.accounts[0]).toMatchObject({ hasToken: true, hasClientSecret: true })
  })

  it('happens once per account, even if two start at the same time', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const first = harness.accounts.signIn(id, null)
    const second = rejection(harness.accounts.signIn(id, null))
    await drain()
    expect(await second).toBe('signInRunning')
    expect(harness.surfaces.window.pages).toHaveLength(1)
    harness.surfaces.window.redirect()
    await first
    expect(harness.account().signInError).toBe(null)
    expect(harness.historyKinds()).toEqual(['signedIn'])
  })

  it('that begins in the background tells at once if it can’t begin, and in the state how it ends', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    harness.accounts.startSignIn(id, null)
    expect(() => harness.accounts.startSignIn(id, null)).toThrow('signInRunning')
    await drain()
    harness.surfaces.window.redirect()
    await drain()
    expect(harness.account().signInError).toBe(null)
    expect(harness.historyKinds()).toEqual(['signedIn'])
  })

  it('can happen for two accounts at the same time', async () => {
    const harness = createAccountsHarness()
    await harness.add('Work')
    await harness.add('Play')
    void rejection(harness.accounts.signIn('id-1', null))
    void rejection(harness.accounts.signIn('id-2', 'browser'))
    await drain()
    expect(harness.account('id-1').activity).toMatchObject({ kind: 'signingIn', surface: 'window' })
    expect(harness.account('id-2').activity).toMatchObject({ kind: 'signingIn', surface: 'browser' })
  })

  it('switches to another surface on request, without an error', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const inWindow = rejection(harness.accounts.signIn(id, null))
    await drain()
    const inBrowser = harness.accounts.signIn(id, 'browser')
    expect(await inWindow).toBe('signInCancelled')
    await drain()
    expect(harness.surfaces.window.pages[0]?.isOpen).toBe(false)
    expect(harness.account()).toMatchObject({
      activity: { kind: 'signingIn', surface: 'browser', step: 'waiting' },
      signInError: null,
    })
    harness.surfaces.browser.redirect()
    await inBrowser
    expect(harness.account().activity).toEqual({ kind: 'idle' })
    expect(harness.historyKinds()).toEqual(['signedIn'])
  })

  it('can be started again after it was canceled', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const first = rejection(harness.accounts.signIn(id, null))
    await drain()
    harness.accounts.cancelSignIn(id)
    expect(await first).toBe('signInCancelled')
    expect(harness.account()).toMatchObject({ activity: { kind: 'idle' }, signInError: 'signInCancelled' })
    await harness.signIn(id)
    expect(harness.account().signInError).toBe(null)
    expect(harness.historyKinds()).toEqual(['signInFailed', 'signedIn'])
  })

  it('can be canceled while reading the client secret from the keychain', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const started = harness.startApp()
    const release = harness.secrets.hold()
    void started.accounts.start()
    const ended = rejection(started.accounts.signIn(id, null))
    await drain()
    started.accounts.cancelSignIn(id)
    release()
    expect(await ended).toBe('signInCancelled')
    await drain()
    expect(harness.surfaces.window.pages).toEqual([])
  })

  it('keeps the previous sign-in if it fails', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.oauth.exchanges({ kind: 'failed', code: 'consentDenied' })
    const again = rejection(harness.accounts.signIn(id, null))
    await drain()
    harness.surfaces.window.redirect()
    expect(await again).toBe('consentDenied')
    expect(harness.account()).toMatchObject({
      signInError: 'consentDenied',
      token: { kind: 'held' },
      problem: { kind: 'none' },
      person: ada,
    })
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-1')
  })

  it('fails for an unknown account, and records nothing about it', async () => {
    const harness = createAccountsHarness()
    expect(await rejection(harness.accounts.signIn('nobody', null))).toBe('accountNotFound')
    expect(harness.history()).toEqual({})
  })

  it('is canceled when the app closes', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const ended = rejection(harness.accounts.signIn(id, null))
    await drain()
    await harness.accounts.close()
    expect(await ended).toBe('closing')
    expect(harness.surfaces.window.pages[0]?.isOpen).toBe(false)
  })
})

describe('a sign-in that another user of this computer may have completed', () => {
  async function doubtful(harness: ReturnType<typeof createAccountsHarness>, id: string) {
    const done = rejection(harness.accounts.signIn(id, null))
    await drain()
    harness.surfaces.window.doubt()
    harness.surfaces.window.redirect()
    await drain()
    return done
  }

  it.each([
    ['names the person', async () => ada, 'Ada Lovelace'],
    ['says that the person is unknown', () => Promise.reject(new Error('no scope')), null],
  ])('asks before anything is stored, and %s', async (_what, person, name) => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    harness.setPerson(person)
    const done = rejection(harness.accounts.signIn(id, null))
    await drain()
    harness.surfaces.window.doubt()
    harness.surfaces.window.redirect()
    await drain()
    expect(harness.account().activity).toMatchObject({
      step: 'confirming',
      question: { kind: 'isItYou', person: name },
    })
    expect(harness.secrets.items.get(id)?.tokenSet ?? null).toBeNull()
    harness.accounts.answerSignIn(id, false)
    expect(await done).toBe('otherPersonDeclined')
    expect(harness.account().token.kind).toBe('none')
  })

  it('doesn’t ask when it is the person who was signed in before', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    expect(await doubtful(harness, id)).toBe('resolved')
  })
})

describe('signing in as a different person', () => {
  it('asks first, and no keeps the old sign-in', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.setPerson(async () => grace)
    const ended = rejection(harness.accounts.signIn(id, null))
    await drain()
    harness.surfaces.window.redirect()
    await drain()
    expect(harness.account().activity).toMatchObject({
      step: 'confirming',
      question: { kind: 'otherPerson', before: 'Ada Lovelace', now: 'Grace Hopper' },
    })
    harness.accounts.answerSignIn(id, false)
    expect(await ended).toBe('otherPersonDeclined')
    expect(harness.account().person).toEqual(ada)
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-1')
  })

  it('asks first, and yes uses the new one', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.setPerson(async () => grace)
    const done = harness.accounts.signIn(id, null)
    await drain()
    harness.surfaces.window.redirect()
    await drain()
    harness.accounts.answerSignIn(id, true)
    await done
    expect(harness.account().person).toEqual(grace)
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-2')
  })

  it('doesn’t ask if it is the same person again', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    await harness.signIn(id)
    expect((await harness.accounts.ask(id)).accessToken).toBe('access-2')
  })

  it('doesn’t ask after a sign-out', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    await harness.accounts.signOut(id)
    await harness.accounts.save({ id, form: harness.disk.accounts[0]!, clientSecret: 'client-secret' })
    await harness.signIn(id, grace)
    expect(harness.account().person).toEqual(grace)
  })
})

describe('the same person twice', () => {
  it('asks if both use one client ID, because the new consent replaces the old one', async () => {
    const harness = createAccountsHarness()
    await harness.signIn(await harness.add('Work'))
    const id = await harness.add('Play')
    const done = harness.accounts.signIn(id, null)
    await drain()
    harness.surfaces.window.redirect()
    await drain()
    expect(harness.account(id).activity).toMatchObject({
      question: { kind: 'samePersonTwice', accountName: 'Work', person: 'Ada Lovelace' },
    })
    harness.accounts.answerSignIn(id, true)
    await done
    expect(harness.account(id).person).toEqual(ada)
  })

  it('is fine with two client IDs', async () => {
    const harness = createAccountsHarness()
    await harness.signIn(await harness.add('Work', 'one'))
    await harness.signIn(await harness.add('Play', 'other'))
    expect(harness.account('id-2').person).toEqual(ada)
  })
})
