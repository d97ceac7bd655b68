// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/preact'
import axe from 'axe-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { installFakeBridge } from '../../../scripts/screenshots/fake-bridge.ts'
import { previewScenes } from '../../../scripts/screenshots/scenes.ts'
import { App } from '../../../src/renderer/app.tsx'
import { createSnapshotStore } from '../../../src/renderer/state/snapshot-store.ts'
import { pageDriver, settled } from './page-driver.ts'

const scenes = previewScenes(Date.now())
type SceneName = keyof typeof scenes

beforeAll(() => {
  // as in index.html
  document.documentElement.lang = 'en'
  document.title = 'Jira Token Tray'
})
afterEach(cleanup)
afterAll(() => {
  // the next file in this process may not expect it
  for (const name of ['tokenTray', 'bridgeCalls', 'pushSnapshot']) Reflect.deleteProperty(globalThis, name)
})

/** Shows a scene as the window would. */
async function show(name: SceneName): Promise<void> {
  const { snapshot, hash, answers, act } = scenes[name]!
  location.hash = hash ?? ''
  installFakeBridge({ snapshot, answers: answers ?? {} })
  render(<App store={createSnapshotStore(window.tokenTray)} />)
  await settled()
  await act?.(pageDriver)
  await settled()
}

/** These differ from another scene only in how far they are scrolled. */
const isScrolled = (name: string) => /^(guide|settings)End$|^settingsKeys$/.test(name)

test.each(Object.keys(scenes).filter((name) => !isScrolled(name)))(
  'axe finds nothing on “%s”',
  async (name) => {
    await show(name)
    const { violations } = await axe.run(document.documentElement, {
      // there are no colors here: `npm run screenshots` checks them
      rules: { 'color-contrast': { enabled: false } },
    })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  },
)

const textOf = (element: Element | null | undefined) => element?.textContent.replaceAll(/\s+/g, ' ').trim()
const card = () => document.querySelector<HTMLElement>('.card')!

describe('an account', () => {
  test.each([
    ['valid', /^4[01]:\d\dleft$/, 'Copy token', []],
    ['renewing', /^0[45]:\d\dleft$/, 'Copy token', []],
    ['longLived', /^2:4\d:\d\dleft$/, 'Copy token', []],
    ['expired', /^Expired$/, 'Renew now', []],
    ['signInNeeded', /^0[23]:\d\dleft$/, 'Sign in again', ['Sign in again']],
    ['signInNeededExpired', /^Expired$/, 'Sign in again', ['Sign in again']],
    ['notSignedIn', /^No token$/, 'Sign in', []],
    ['offline', /left$/, 'Copy token', ['Can’t renew right now: offline']],
    ['misconfigured', /left$/, 'Edit account', ['Client secret rejected']],
    ['keychainLocked', /^No accessto the keychain$/, null, ['Keychain locked']],
    ['keychainMissing', /left$/, 'Copy token', ['Not saved: no keychain']],
    ['notSaved', /left$/, 'Copy token', ['Not saved yet']],
    ['paused', /left$/, 'Copy token', ['Auto-renewal is off']],
    ['noRefreshToken', /left$/, 'Copy token', ['This sign-in can’t be renewed']],
    ['openingKeychain', /^One momentopening the keychain$/, null, []],
    ['signInFailed', /^No token$/, 'Try again', ['Sign-in failed']],
    ['signInCancelled', /left$/, 'Copy token', ['Sign-in canceled']],
    ['portTaken', /^No token$/, 'Use the sign-in window', ['Sign-in failed']],
    ['fileFailed', /left$/, 'Copy token', ['.env is out of date']],
  ] as const)(
    'that is “%s” shows %s, leads with “%s”, and explains %j',
    async (name, ring, first, titles) => {
      await show(name)
      expect(textOf(card().querySelector('.ring-text'))).toMatch(ring)
      const primary = [...card().querySelectorAll('.button-primary:not([aria-disabled="true"])')].map(textOf)
      expect(primary).toEqual(first === null ? [] : [first])
      expect([...card().querySelectorAll('.callout-title')].map(textOf)).toEqual(titles)
    },
  )

  test.each([
    ['signingIn', ['Cancel']],
    ['signingInBrowser', ['Copy Sign-in page', 'Sign in in the window', 'Cancel']],
    ['browserAdvised', ['Continue in your browser', 'Cancel']],
    ['browserMissing', ['Copy Sign-in page', 'Sign in in the window', 'Cancel']],
    ['strayError', ['Cancel']],
    ['otherPerson', ['Use Grace Hopper', 'Keep the old sign-in']],
    ['samePersonTwice', ['Sign in here too', 'Don’t sign in here']],
  ] as const)('with a sign-in that is at “%s” offers only %j', async (name, names) => {
    await show(name)
    const offered = within(card())
      .getAllByRole('button')
      .map((button) => button.getAttribute('aria-label') ?? textOf(button))
    expect(offered.filter((label) => !label!.startsWith('More for'))).toEqual(names)
  })

  test('tells the time left and the past day to screen readers', async () => {
    await show('valid')
    expect(screen.getByRole('timer').getAttribute('aria-label') ?? textOf(screen.getByRole('timer'))).toMatch(
      /left/,
    )
    expect(screen.getByRole('button', { name: /^History\. Past 24 hours: valid for / })).toBeDefined()
  })
})
