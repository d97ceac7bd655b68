import { describe, expect, it } from 'vitest'
import { beginSignIn, type SignInDeps } from '../../../../src/core/sign-in/sign-in.ts'
import type { SignInActivity } from '../../../../src/core/state/app-state.ts'
import type { SignInQuestion } from '../../../../src/shared/snapshot.ts'
import { AppError } from '../../../../src/shared/error-codes.ts'
import { accountRecord } from '../../../../scripts/fixtures/account-record.ts'
import { acme, ada } from '../../../support/fakes/accounts-harness.ts'
import { createFakeClock, drain } from '../../../support/fakes/fake-clock.ts'
import { createFakeOAuth } from '../../../support/fakes/fake-oauth.ts'
import { createFakePendingSignIns } from '../../../support/fakes/fake-pending-sign-ins.ts'
import { createFakeSurface } from '../../../support/fakes/fake-surface.ts'
import { rejection } from '../../../support/fakes/rejection.ts'
import { createTokenIssuer } from '../../../support/fakes/token-issuer.ts'

const question: SignInQuestion = { kind: 'otherPerson', before: 'Grace Hopper', now: 'Ada Lovelace' }

function createSignInHarness(change: Partial<SignInDeps> = {}, surface: 'window' | 'browser' = 'window') {
  const clock = createFakeClock()
  const oauth = createFakeOAuth(createTokenIssuer({ nowMs: () => clock.now().wallMs, lifetimeSec: 3600 }))
  const surfaces = { window: createFakeSurface() }
  const moves: SignInActivity[] = []
  const tokensSet: Parameters<SignInDeps['setTokens']>[] = []
  const signIn = beginSignIn(
    {
      clock,
      oauth,
      surface: surfaces.window,
      pendings: createFakePendingSignIns(),
      account: accountRecord(),
      register: async () => null,
      clientSecret: async () => 'client-secret',
      loadProfile: async () => ({ person: ada, sites: [acme] }),
      questionFor: () => null,
      moved: (to) => moves.push(to),
      setTokens: async (...args) => {
        tokensSet.push(args)
      },
      ...change,
    },
    { surface, show: null },
  )
  const steps = () => moves.map(({ step }) => step)
  return { clock, oauth, page: surfaces.window, moves, steps, tokensSet, signIn }
}

describe('a sign-in', () => {
  it('waits for the page, exchanges the code, and sets the tokens along with the person', async () => {
    const { page, steps, tokensSet, signIn, clock } = createSignInHarness()
    await drain()
    expect(page.pages).toEqual([{ url: 'https://provider.example/?state=state-1', isOpen: true }])
    page.redirect()
    await signIn.done
    expect(steps()).toEqual(['waiting', 'exchanging'])
    expect(tokensSet).toMatchObject([
      [
        { clientSecret: 'client-secret', tokenSet: { accessToken: 'access-1', lifetimeSec: 3600 } },
        clock.now(),
        { person: ada, sites: [acme] },
        null,
      ],
    ])
    expect(page.pages[0]?.isOpen).toBe(false)
    expect(clock.timers()).toBe(0)
  })

  it('offers the browser when the page moves on to something a window can’t do, until the page is done', async () => {
    const { page, moves, signIn } = createSignInHarness()
    await drain()
    page.advise()
    expect(moves.at(-1)).toMatchObject({ step: 'waiting', browserAdvised: true })
    page.redirect()
    await signIn.done
    expect(moves.at(-1)).toMatchObject({ step: 'exchanging', browserAdvised: false })
  })

  it('says which page is in the browser, and whether it could be opened, until it is done', async () => {
    const { page, moves, signIn } = createSignInHarness({}, 'browser')
    await drain()
    expect(moves.at(-1)).toMatchObject({ pageUrl: page.pages[0]?.url, isUnopened: false })
    page.unopened()
    expect(moves.at(-1)).toMatchObject({ step: 'waiting', pageUrl: page.pages[0]?.url, isUnopened: true })
    page.redirect()
    await signIn.done
    expect(moves.at(-1)).toMatchObject({ step: 'exchanging', pageUrl: null, isUnopened: false })
  })

  it('names no page for the window, which shows it', async () => {
    const { moves } = createSignInHarness()
    await drain()
    expect(moves.at(-1)).toMatchObject({ pageUrl: null })
  })

  it('shows an error that names no sign-in beside the waiting, until the answer comes', async () => {
    const { page, moves, signIn } = createSignInHarness()
    await drain()
    page.strayError('server_error')
    expect(moves.at(-1)).toMatchObject({ step: 'waiting', strayError: 'server_error' })
    page.redirect()
    await signIn.done
    expect(moves.at(-1)).toMatchObject({ step: 'exchanging', strayError: null })
    page.strayError('server_error')
    expect(moves.at(-1)).toMatchObject({ strayError: null })
  })

  it('tells the page how it ended, only after the exchange', async () => {
    const { page, oauth, signIn } = createSignInHarness()
    oauth.exchanges({ kind: 'failed', code: 'codeRefused' })
    await drain()
    const outcome = page.outcome()
    expect(await Promise.race([outcome, Promise.resolve('none yet')])).toBe('none yet')
    page.redirect()
    expect(await rejection(signIn.done)).toBe('codeRefused')
    expect(await outcome).toMatchObject({ code: 'codeRefused' })
  })

  it('tells the page that it succeeded, was canceled, or has a question', async () => {
    const succeeded = createSignInHarness()
    await drain()
    succeeded.page.redirect()
    await succeeded.signIn.done
    expect(await succeeded.page.outcome()).toBe('signedIn')

    const canceled = createSignInHarness()
    await drain()
    canceled.signIn.cancel()
    expect(await rejection(canceled.signIn.done)).toBe('signInCancelled')
    expect(await canceled.page.outcome()).toMatchObject({ code: 'signInCancelled' })

    const asked = createSignInHarness({ questionFor: () => question })
    await drain()
    asked.page.redirect()
    expect(await asked.page.outcome()).toBe('asked')
    asked.signIn.answer(true)
    await asked.signIn.done
  })

  it('does not come back when a late page offers the browser', async () => {
    const { page, moves, signIn } = createSignInHarness()
    await drain()
    signIn.cancel()
    expect(await rejection(signIn.done)).toBe('signInCancelled')
    const before = moves.length
    page.advise()
    expect(moves).toHaveLength(before)
  })

  it('ends when the user cancels, and closes the page', async () => {
    const { page, tokensSet, signIn, clock } = createSignInHarness()
    await drain()
    signIn.cancel()
    expect(await rejection(signIn.done)).toBe('signInCancelled')
    expect(page.pages[0]?.isOpen).toBe(false)
    expect(tokensSet).toEqual([])
    expect(clock.timers()).toBe(0)
  })

  it('opens no page if it was already canceled', async () => {
    const { page, signIn } = createSignInHarness()
    signIn.cancel()
    expect(await rejection(signIn.done)).toBe('signInCancelled')
    await drain()
    expect(page.pages).toEqual([])
  })

  it('ends after five minutes without an answer', async () => {
    const { page, signIn, clock } = createSignInHarness()
    const ended = rejection(signIn.done)
    await clock.advance(5 * 60_000 - 1)
    expect(page.pages[0]?.isOpen).toBe(true)
    await clock.advance(1)
    expect(await ended).toBe('signInTimedOut')
    expect(page.pages[0]?.isOpen).toBe(false)
  })

  it.each(['redirectUriNotRegistered', 'signInCancelled', 'signInPageFailed', 'portTaken'] as const)(
    'ends with %s when the page does',
    async (code) => {
      const { page, signIn } = createSignInHarness()
      await drain()
      page.fail(code)
      expect(await rejection(signIn.done)).toBe(code)
    },
  )

  it.each(['consentDenied', 'wrongState', 'codeRefused', 'clientSecretRefused', 'offline'] as const)(
    'ends with %s when the exchange does, and sets no tokens',
    async (code) => {
      const { page, oauth, tokensSet, signIn } = createSignInHarness()
      oauth.exchanges({ kind: 'failed', code })
      await drain()
      page.redirect()
      expect(await rejection(signIn.done)).toBe(code)
      expect(tokensSet).toEqual([])
    },
  )

  it('sets no tokens if it is canceled during the code exchange', async () => {
    const { page, oauth, tokensSet, signIn } = createSignInHarness()
    let answer = (): void => undefined
    oauth.exchanges(
      () =>
        new Promise((done) => {
          answer = () => done({ kind: 'granted', grant: oauth.issuer.signIn() })
        }),
    )
    await drain()
    page.redirect()
    await drain()
    signIn.cancel()
    answer()
    expect(await rejection(signIn.done)).toBe('signInCancelled')
    expect(tokensSet).toEqual([])
  })

  it('succeeds even if the person can’t be found out', async () => {
    const { page, tokensSet, signIn } = createSignInHarness({
      loadProfile: async () => {
        throw new AppError('scopeMissing')
      },
    })
    await drain()
    page.redirect()
    await signIn.done
    expect(tokensSet[0]?.[2]).toBe(null)
  })

  it('reports unexpected errors', async () => {
    const { page, signIn } = createSignInHarness({
      setTokens: async () => {
        throw new TypeError('a bug')
      },
    })
    await drain()
    page.redirect()
    expect(await rejection(signIn.done)).toBe('internal')
  })

  it('requires a client secret before it opens a page', async () => {
    const { page, signIn } = createSignInHarness({
      clientSecret: async () => {
        throw new AppError('keychainLocked')
      },
    })
    expect(await rejection(signIn.done)).toBe('keychainLocked')
    expect(page.pages).toEqual([])
  })
})

describe('a sign-in with a question', () => {
  async function atTheQuestion() {
    const harness = createSignInHarness({ questionFor: () => question })
    await drain()
    harness.page.redirect()
    await drain()
    return harness
  }

  it('waits for the answer, with the page closed or open, and sets no tokens yet', async () => {
    const { moves, tokensSet } = await atTheQuestion()
    expect(moves.at(-1)).toMatchObject({ step: 'confirming', question })
    expect(tokensSet).toEqual([])
  })

  it('sets the tokens after a yes', async () => {
    const { moves, tokensSet, signIn } = await atTheQuestion()
    signIn.answer(true)
    await signIn.done
    expect(moves.at(-1)).toMatchObject({ step: 'exchanging', question: null })
    expect(tokensSet).toHaveLength(1)
  })

  it('is discarded after a no', async () => {
    const { tokensSet, signIn } = await atTheQuestion()
    signIn.answer(false)
    expect(await rejection(signIn.done)).toBe('otherPersonDeclined')
    expect(tokensSet).toEqual([])
  })

  it('is discarded when it is canceled instead', async () => {
    const { tokensSet, signIn } = await atTheQuestion()
    signIn.cancel()
    signIn.answer(true)
    expect(await rejection(signIn.done)).toBe('signInCancelled')
    expect(tokensSet).toEqual([])
  })
})
