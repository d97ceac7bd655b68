import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { recordTexts } from '../support/record-texts.ts'
import { card, signIn, snapshotIn } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  await session.launch()
  window = await signIn(session)
})
afterAll(() => session.close())

async function clearAfter(seconds: number): Promise<void> {
  await window.getByRole('button', { name: 'Settings' }).click()
  const select = window.getByRole('combobox', { name: /clear the clipboard/i })
  const option = select
    .locator('option', { hasText: seconds === 0 ? /only on quit/i : `${seconds} s` })
    .first()
  await select.selectOption((await option.getAttribute('value')) ?? '')
  await eventually(async () => (await snapshotIn(window)).settings.clipboardClearSec).toBe(seconds)
  await window.getByRole('button', { name: /back/i }).click()
}

const copyButton = () => card(window).getByRole('button', { name: /^cop(y|ied)/i })

const mine = 'something else that I copied'
const copySomethingElse = () =>
  session.app.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), mine)

/** The primary selection, after this text was put there. */
const primary = (text: string | null) =>
  session.app.electron.evaluate(async ({ clipboard }, put) => {
    // before Electron 44, the selection was an argument
    const earlier = clipboard as unknown as {
      readText(type: string): string
      writeText(text: string, type: string): void
    }
    const selection = (clipboard as Partial<typeof clipboard>).selection ?? {
      readText: () => earlier.readText('selection'),
      writeText: (one: string) => earlier.writeText(one, 'selection'),
    }
    if (put !== null) await selection.writeText(put)
    return selection.readText()
  }, text)

test('the token is cleared from the clipboard after the time in the settings', async () => {
  await clearAfter(10)
  const token = await session.accessToken()
  expect(token).not.toBe('')
  expect(await primary(token)).toBe(token)
  const texts = await recordTexts(copyButton())
  await copyButton().click()
  await eventually(() => session.app.clipboard()).toBe(token)
  await eventually(texts).toContainEqual(expect.stringMatching(/copied, clears in \d+ s/i))

  await eventually(() => session.app.clipboard()).toBe('')
  await eventually(() => primary(null)).toBe('')
  await eventually(() => copyButton().innerText()).toMatch(/^copy token$/i)
})

test('something copied after the token stays in the clipboard', async () => {
  await clearAfter(10)
  const texts = await recordTexts(copyButton())
  await copyButton().click()
  await eventually(texts).toContainEqual(expect.stringMatching(/copied, clears in \d+ s/i))
  await copySomethingElse()
  await primary(mine)

  // the window counts down the same seconds, but started later
  await eventually(() => copyButton().innerText()).toMatch(/^copy token$/i)
  expect(await session.app.clipboard()).toBe(mine)
  expect(await primary(null)).toBe(mine)
})

test('the button says so when clearing is off', async () => {
  await clearAfter(0)
  const texts = await recordTexts(copyButton())
  await copyButton().click()
  await eventually(texts).toContainEqual(expect.stringMatching(/^copied$/i))
  await eventually(() => copyButton().innerText()).toMatch(/^copy token$/i)
  expect(await session.app.clipboard()).toBe(await session.accessToken())
})
