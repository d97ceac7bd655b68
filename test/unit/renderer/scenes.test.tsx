// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor, within } from '@testing-library/preact'
import axe from 'axe-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { installFakeBridge } from '../../../scripts/screenshots/fake-bridge.ts'
import { previewScenes } from '../../../scripts/screenshots/scenes.ts'
import { failed, ok, type Scene } from '../../../scripts/screenshots/scene.ts'
import { App } from '../../../src/renderer/app.tsx'
import type { IpcAnswer } from '../../../src/shared/ipc-bridge.ts'
import { createSnapshotStore } from '../../../src/renderer/state/snapshot-store.ts'
import { pageDriver, settled } from './page-driver.ts'

const nowMs = new Date('2026-11-23T14:16:53').getTime()
const scenes = previewScenes(nowMs)
type SceneName = keyof typeof scenes

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs })
  // as in index.html
  document.documentElement.lang = 'en'
  document.title = 'Jira Token Tray'
})
afterEach(cleanup)
afterAll(() => {
  vi.useRealTimers()
  // the next file in this process may not expect it
  for (const name of ['tokenTray', 'bridgeCalls', 'pushSnapshot']) Reflect.deleteProperty(globalThis, name)
})

/** Shows a scene as the window would. */
async function show(name: SceneName, more: Scene['answers'] = {}): Promise<void> {
  const { snapshot, hash, answers, act } = scenes[name]!
  location.hash = hash ?? ''
  installFakeBridge({ snapshot, answers: { ...answers, ...more } })
  render(<App store={createSnapshotStore(window.tokenTray)} />)
  await settled()
  await act?.(pageDriver)
  await settled()
}

/** The arguments of each call to the main process. */
function callsOf(channel: string): unknown[] {
  const { bridgeCalls } = globalThis as unknown as { bridgeCalls: { channel: string; args: unknown }[] }
  return bridgeCalls.filter((call) => call.channel === channel).map(({ args }) => args)
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
    ['valid', /^41:07left$/, 'Copy token', []],
    ['renewing', /^04:58left$/, 'Copy token', []],
    ['longLived', /^2:47:05left$/, 'Copy token', []],
    ['expired', /^Expired$/, 'Renew now', []],
    ['signInNeeded', /^03:12left$/, 'Sign in again', ['Sign in again']],
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

describe('the list', () => {
  const rows = () => [...document.querySelectorAll<HTMLElement>('.account-row-open')]

  test('tells the past day of each account in a sentence, with one call for all', async () => {
    await show('twelve')
    const described = rows().map((row) => row.getAttribute('aria-description'))
    expect(described).toHaveLength(12)
    const sentences = described.filter((text) => text !== null)
    // a third of the accounts is too new to tell
    expect(sentences).toHaveLength(8)
    for (const text of sentences) expect(text).toMatch(/^Past 24 hours: valid for .+, \d+ renewals/)
    expect(sentences.some((text) => /asleep for .+ failed renewal/.test(text))).toBe(true)
    expect(document.querySelectorAll('.account-row .strip')).toHaveLength(8)
    await waitFor(() => expect(callsOf('accounts:pastDays')).toHaveLength(1))
    expect(callsOf('accounts:history')).toHaveLength(0)
  })

  test('one account asks for no past days of a list', async () => {
    await show('valid')
    expect(callsOf('accounts:pastDays')).toHaveLength(0)
  })

  test('cuts long names before their last word', async () => {
    await show('twelveLong')
    expect(rows().map((row) => textOf(row.querySelector('.cut-end')))).toEqual(
      Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? 'production' : 'staging')),
    )
    expect(rows()[0]!.title).toContain('Customer integration 1 of the platform team, production')
  })
})

test('keeps an account open while one of its pages is shown', async () => {
  await show('three', { 'accounts:history': ok([]) })
  expect(card().getAttribute('aria-label')).not.toBe('Work')
  await pageDriver.getByRole('button', { name: /^Work/ }).click()
  await pageDriver.getByRole('button', { name: 'More for Work' }).click()
  await pageDriver.getByRole('menuitem', { name: 'History' }).click()
  await pageDriver.getByRole('button', { name: 'Back' }).click()
  expect(await screen.findByRole('article', { name: 'Work' })).toBe(card())
})

test('signs in again once a callback URL that failed is changed', async () => {
  await show('signInFailed', { 'accounts:save': ok({ id: 'work' }) })
  await pageDriver.getByRole('button', { name: 'Edit account' }).click()
  await pageDriver.getByLabel('Callback URL').fill('http://localhost:9090/callback')
  await pageDriver.getByRole('button', { name: 'Save and sign in' }).click()
  await waitFor(() => expect(callsOf('signIn:start')).toEqual([{ id: 'work', surface: null }]))
})

describe('the history', () => {
  const exporting = async (format: string, answer: IpcAnswer<unknown>) => {
    await show('history', { 'accounts:exportHistory': answer })
    await pageDriver.getByRole('button', { name: `Export as ${format}…` }).click()
  }

  test.each(['CSV', 'JSON'])('exports %s, and says so', async (format) => {
    await exporting(format, ok({ saved: true }))
    await waitFor(() =>
      expect(callsOf('accounts:exportHistory')).toEqual([{ id: 'work', format: format.toLowerCase() }]),
    )
    await waitFor(() => expect(screen.getAllByRole('status').map(textOf)).toContain('Saved'))
  })

  test('says nothing after a canceled dialog', async () => {
    await exporting('CSV', ok({ saved: false }))
    expect(screen.getAllByRole('status').map(textOf)).not.toContain('Saved')
  })

  test('tells why a file could not be written', async () => {
    await exporting('JSON', failed('invalidInput', null, 'The file could not be written: it is a folder.'))
    await waitFor(() => expect(textOf(screen.getByRole('alert'))).toMatch(/^Not exported.*it is a folder/))
  })

  test('has nothing to export while it is empty', async () => {
    await show('historyEmpty')
    expect(screen.queryByRole('button', { name: /^Export/ })).toBeNull()
  })
})

test('the window is asked to fit its page', async () => {
  await show('settings')
  await waitFor(() => expect(callsOf('window:fit').length).toBeGreaterThan(0))
})

describe('a newer version', () => {
  const notices = () => within(screen.getByRole('region', { name: 'Notices' }))

  test('is mentioned, and can be dismissed', async () => {
    await show('updateAvailable')
    expect(notices().getByText('Version 0.2.0 is available')).toBeDefined()
    expect(notices().queryByRole('button', { name: 'Restart to update' })).toBeNull()
    notices()
      .getByRole('button', { name: /dismiss/i })
      .click()
    await settled()
    expect(screen.queryByText('Version 0.2.0 is available')).toBeNull()
  })

  test('is installed with a click once it is downloaded', async () => {
    await show('updateReady', { 'app:restartToUpdate': ok(undefined) })
    notices().getByRole('button', { name: 'Restart to update' }).click()
    await settled()
    await waitFor(() => expect(callsOf('app:restartToUpdate')).toHaveLength(1))
  })

  test('is looked for where there is a place to ask, unless that is switched off', async () => {
    await show('settings')
    expect(screen.queryByRole('switch', { name: /newer versions/ })).toBeNull()
    cleanup()
    await show('settingsUpdates', { 'settings:save': ok(undefined) })
    expect(screen.getByText(/^Asks releases\.example once a day/)).toBeDefined()
    screen.getByRole('switch', { name: /newer versions/ }).click()
    await settled()
    await waitFor(() => expect(callsOf('settings:save')).toEqual([{ checksForUpdates: false }]))
  })
})
