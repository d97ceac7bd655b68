import { describe, expect, it } from 'vitest'
import { ada, createAccountsHarness, grace } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'
import type { Accounts } from '../../../../src/core/accounts/accounts.ts'

const minuteMs = 60_000
const back = (state: string) => `http://localhost:8080/callback?code=c&state=${state}`

/** Starts a manual sign-in; resolves with its page and its outcome. */
async function begin(accounts: Accounts, id: string) {
  let url = ''
  const ended = rejection(accounts.signIn(id, 'manual', (shown) => (url = shown)))
  await drain()
  return { url, ended }
}

describe('a manual sign-in', () => {
  it('shows its page, and continues with the redirected URL', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const { url, ended } = await begin(harness.accounts, id)
    expect(url).toBe('https://provider.example/?state=state-1')
    expect(harness.account().activity).toMatchObject({
      kind: 'signingIn',
      surface: 'manual',
      step: 'waiting',
    })
    expect(await harness.accounts.finishSignIn(`  ${back('state-1')}\n`, null)).toBe(id)
    expect(await ended).toBe('resolved')
    expect(harness.oauth.exchanged).toEqual([{ redirectedTo: back('state-1'), codeVerifier: 'verifier-1' }])
    expect(harness.account()).toMatchObject({ token: { kind: 'held' }, person: ada })
    expect(harness.pendings.items.size).toBe(0)
  })

  it('continues with just the code', async () => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    await harness.accounts.finishSignIn('c', null)
    expect(await ended).toBe('resolved')
    expect(harness.oauth.exchanged[0]?.redirectedTo).toBe(back('state-1'))
  })

  it.each([
    ['without its beginning', 'localhost:8080/callback?code=c&state=state-1'],
    ['with a fragment', `${back('state-1')}#_=_`],
  ])('understands a URL %s', async (_how, text) => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    await harness.accounts.finishSignIn(text, null)
    expect(await ended).toBe('resolved')
    expect(harness.oauth.exchanged[0]?.redirectedTo).toBe(back('state-1'))
  })

  it('accepts the answer of a denied consent', async () => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    harness.oauth.exchanges({ kind: 'failed', code: 'consentDenied' })
    await harness.accounts.finishSignIn(
      'http://localhost:8080/callback?error=access_denied&state=state-1',
      null,
    )
    expect(await ended).toBe('consentDenied')
    expect(harness.pendings.items.size).toBe(0)
  })

  it.each([
    ['a wrong state', back('another'), 'wrongState'],
    ['the URL of the sign-in page', 'https://provider.example/?state=state-1&redirect_uri=x', 'invalidInput'],
    ['a URL cut off at the first &', 'http://localhost:8080/callback?code=c', 'invalidInput'],
    ['a URL without an answer', 'http://localhost:8080/callback?state=state-1', 'invalidInput'],
    ['a URL without parameters', 'http://localhost:8080/callback', 'invalidInput'],
    ['words', 'I don’t know', 'invalidInput'],
    ['nothing', ' ', 'invalidInput'],
    ['a URL without parameters and scheme', 'localhost:8080/callback', 'invalidInput'],
    ['a part of some URL', 'garbage/x', 'invalidInput'],
    ['a host and port', 'x:8080', 'invalidInput'],
    ['a query without its question mark', 'code=c&state=state-1', 'invalidInput'],
  ])('still waits after %s', async (_what, text, code) => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    expect(await rejection(harness.accounts.finishSignIn(text, null))).toBe(code)
    expect(harness.oauth.exchanged).toEqual([])
    expect(harness.account().activity).toMatchObject({ step: 'waiting' })
    await harness.accounts.finishSignIn(back('state-1'), null)
    expect(await ended).toBe('resolved')
  })

  it('fails with signInNotBegun if none was started, whatever is pasted', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    for (const text of ['http://localhost:8080/callback', 'garbage/x', back('state-1'), 'c'])
      for (const account of [id, null])
        expect(await rejection(harness.accounts.finishSignIn(text, account))).toBe('signInNotBegun')
  })

  it('expires after ten minutes', async () => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    await harness.clock.advance(10 * minuteMs)
    expect(await ended).toBe('signInTimedOut')
    expect(harness.pendings.items.size).toBe(0)
    expect(await rejection(harness.accounts.finishSignIn(back('state-1'), null))).toBe('signInNotBegun')
  })

  it('leaves nothing behind when it is canceled', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const { ended } = await begin(harness.accounts, id)
    harness.accounts.cancelSignIn(id)
    expect(await ended).toBe('signInCancelled')
    expect(harness.pendings.items.size).toBe(0)
    expect(await rejection(harness.accounts.finishSignIn(back('state-1'), null))).toBe('signInNotBegun')
  })

  it('can be started again, which makes the earlier page useless', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const first = await begin(harness.accounts, id)
    const second = await begin(harness.accounts, id)
    expect(await first.ended).toBe('signInCancelled')
    expect(harness.pendings.items.get(id)).toMatchObject({ state: 'state-2' })
    expect(await rejection(harness.accounts.finishSignIn(back('state-1'), null))).toBe('wrongState')
    await harness.accounts.finishSignIn(back('state-2'), null)
    expect(await second.ended).toBe('resolved')
  })

  it('can be started again while the keychain is slow to delete the previous one', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await begin(harness.accounts, id)
    const release = harness.pendings.hold()
    await begin(harness.accounts, id)
    release()
    await drain()
    expect(harness.pendings.items.get(id)).toMatchObject({ state: 'state-2' })
  })

  it('ignores the same redirect the second time', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const { ended } = await begin(harness.accounts, id)
    let answer = (): void => undefined
    harness.oauth.exchanges(
      () =>
        new Promise((done) => {
          answer = () => done({ kind: 'granted', grant: harness.oauth.issuer.signIn() })
        }),
    )
    await harness.accounts.finishSignIn(back('state-1'), null)
    await drain()
    expect(await harness.accounts.finishSignIn(back('state-1'), null)).toBe(id)
    answer()
    expect(await ended).toBe('resolved')
    expect(harness.oauth.exchanged).toHaveLength(1)
  })

  it('continues while the keychain is unavailable, as long as this program runs', async () => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    harness.pendings.break('keychainLocked')
    await harness.accounts.finishSignIn(back('state-1'), null)
    expect(await ended).toBe('resolved')
  })
})

describe('two waiting manual sign-ins', () => {
  async function two() {
    const harness = createAccountsHarness()
    const work = await begin(harness.accounts, await harness.add('Work', 'one'))
    const play = await begin(harness.accounts, await harness.add('Play', 'other'))
    return { harness, work, play }
  }

  it('are distinguished by their state', async () => {
    const { harness, work, play } = await two()
    expect(await harness.accounts.finishSignIn(back('state-2'), null)).toBe('id-2')
    expect(await play.ended).toBe('resolved')
    expect(harness.account('id-1').activity).toMatchObject({ step: 'waiting' })
    expect(await harness.accounts.finishSignIn(back('state-1'), null)).toBe('id-1')
    expect(await work.ended).toBe('resolved')
  })

  it('require an account with a bare code', async () => {
    const { harness, play } = await two()
    expect(await rejection(harness.accounts.finishSignIn('c', null))).toBe('invalidInput')
    expect(await harness.accounts.finishSignIn('c', 'id-2')).toBe('id-2')
    expect(await play.ended).toBe('resolved')
  })

  it('don’t accept each other’s redirect', async () => {
    const { harness } = await two()
    expect(await rejection(harness.accounts.finishSignIn(back('state-1'), 'id-2'))).toBe('wrongState')
    expect(harness.oauth.exchanged).toEqual([])
  })

  it('require an account even if one of them was started before a restart', async () => {
    const harness = createAccountsHarness()
    void (await begin(harness.accounts, await harness.add('Work', 'one')))
    await harness.add('Play', 'other')
    const { accounts } = harness.startApp()
    await accounts.start()
    const play = await begin(accounts, 'id-2')
    expect(await rejection(accounts.finishSignIn('c', null))).toBe('invalidInput')
    await accounts.finishSignIn('c', 'id-2')
    expect(await play.ended).toBe('resolved')
  })
})

describe('a manual sign-in after a restart', () => {
  async function restarted() {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await begin(harness.accounts, id)
    const { accounts, store } = harness.startApp()
    await accounts.start()
    return { harness, id, accounts, account: () => store.snapshot().accounts[0] }
  }

  it('continues with what is in the keychain', async () => {
    const { harness, id, accounts, account } = await restarted()
    expect(await accounts.finishSignIn(back('state-1'), null)).toBe(id)
    expect(await accounts.awaitSignIn(id)).toBe(null)
    expect(harness.oauth.exchanged).toEqual([{ redirectedTo: back('state-1'), codeVerifier: 'verifier-1' }])
    expect(account()).toMatchObject({ token: { kind: 'held' }, activity: { kind: 'idle' } })
    expect(harness.pendings.items.size).toBe(0)
  })

  it('continues with just the code', async () => {
    const { harness, id, accounts } = await restarted()
    await accounts.finishSignIn('c', null)
    expect(await accounts.awaitSignIn(id)).toBe(null)
    expect(harness.oauth.exchanged[0]?.redirectedTo).toBe(back('state-1'))
  })

  it('reports a wrong state, and keeps waiting', async () => {
    const { harness, accounts } = await restarted()
    expect(await rejection(accounts.finishSignIn(back('another'), null))).toBe('wrongState')
    expect(harness.pendings.items.size).toBe(1)
  })

  it('has expired if it was started more than ten minutes ago', async () => {
    const { harness, accounts } = await restarted()
    harness.clock.sleep(10 * minuteMs + 1)
    expect(await rejection(accounts.finishSignIn(back('state-1'), null))).toBe('signInNotBegun')
    expect(harness.oauth.exchanged).toEqual([])
  })

  it('ignores the same redirect the second time', async () => {
    const { harness, id, accounts } = await restarted()
    const both = [accounts.finishSignIn(back('state-1'), null), accounts.finishSignIn(back('state-1'), null)]
    expect(await Promise.all(both)).toEqual([id, id])
    expect(await accounts.awaitSignIn(id)).toBe(null)
    expect(harness.oauth.exchanged).toHaveLength(1)
  })

  it('is deleted when it is canceled, or the account is signed out or removed', async () => {
    const cancelled = await restarted()
    cancelled.accounts.cancelSignIn(cancelled.id)
    await drain()
    expect(cancelled.harness.pendings.items.size).toBe(0)

    const signedOut = await restarted()
    await signedOut.accounts.signOut(signedOut.id)
    expect(signedOut.harness.pendings.items.size).toBe(0)

    const removed = await restarted()
    await removed.accounts.remove(removed.id)
    expect(removed.harness.pendings.items.size).toBe(0)
  })

  it('is kept when the program ends normally', async () => {
    const harness = createAccountsHarness()
    const { ended } = await begin(harness.accounts, await harness.add())
    await harness.accounts.close()
    expect(await ended).toBe('closing')
    expect(harness.pendings.items.size).toBe(1)
  })

  it('fails with the reason while the keychain is locked, because there might be one', async () => {
    const { harness, accounts } = await restarted()
    harness.pendings.break('keychainLocked')
    expect(await rejection(accounts.finishSignIn(back('state-1'), null))).toBe('keychainLocked')
  })
})

describe('waiting for a sign-in', () => {
  it('ends when the sign-in does, and at once if it already has', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await begin(harness.accounts, id)
    const awaited = harness.accounts.awaitSignIn(id)
    await harness.accounts.finishSignIn('c', null)
    expect(await awaited).toBe(null)
    expect(await harness.accounts.awaitSignIn(id)).toBe(null)
  })

  it('fails when the sign-in fails', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await begin(harness.accounts, id)
    const awaited = rejection(harness.accounts.awaitSignIn(id))
    harness.accounts.cancelSignIn(id)
    expect(await awaited).toBe('signInCancelled')
    expect(await rejection(harness.accounts.awaitSignIn(id))).toBe('signInCancelled')
  })

  it('ends with a question, and can continue after the answer', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    harness.setPerson(async () => grace)
    await begin(harness.accounts, id)
    const awaited = harness.accounts.awaitSignIn(id)
    await harness.accounts.finishSignIn('c', null)
    expect(await awaited).toMatchObject({ kind: 'otherPerson', now: 'Grace Hopper' })
    harness.accounts.answerSignIn(id, true)
    expect(await harness.accounts.awaitSignIn(id)).toBe(null)
    expect(harness.account().person).toEqual(grace)
  })

  it('continues when another surface takes over', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await begin(harness.accounts, id)
    const awaited = harness.accounts.awaitSignIn(id)
    const inWindow = harness.accounts.signIn(id, 'window')
    await drain()
    harness.surfaces.window.redirect()
    await inWindow
    expect(await awaited).toBe(null)
  })

  it('fails if none was started, so that a restarted owner doesn’t seem to have finished', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    expect(await rejection(harness.accounts.awaitSignIn(id))).toBe('signInNotBegun')
    await harness.signIn(id)
    await harness.accounts.signOut(id)
    expect(await rejection(harness.accounts.awaitSignIn(id))).toBe('signInNotBegun')
  })
})
