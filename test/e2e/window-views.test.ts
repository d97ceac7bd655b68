import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { openSceneWindow, showScene, type SceneWindow } from '../../scripts/screenshots/scene-window.ts'
import { previewScenes } from '../../scripts/screenshots/scenes.ts'
import { serveFolder } from '../../scripts/screenshots/serve-folder.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'
import { eventually } from '../support/eventually.ts'
import { recordTexts } from '../support/record-texts.ts'

const longName = 'A-sixty-character-name-without-a-space-that-nobody-would-use'
const scenes = previewScenes(Date.now())

let desktop: PrivateDesktop
let server: Awaited<ReturnType<typeof serveFolder>>
let shown: SceneWindow

beforeAll(async () => {
  desktop = await startPrivateDesktop({ bus: false })
  server = await serveFolder(join(rootFolder, 'out/renderer'))
  shown = await openSceneWindow(desktop.env)
})
afterAll(async () => {
  server.close()
  await shown.close()
  await desktop.close()
})

/** Everything that overflows the window horizontally, by tag and class. */
const cutOff = `(() => {
  const sticksOut = (element) => {
    const { left, right, width } = element.getBoundingClientRect()
    return width > 0 && (left < -0.5 || right > innerWidth + 0.5)
  }
  const scrollsSideways = [...document.querySelectorAll('body, main, dialog, .page')].filter(
    (element) => element.scrollWidth > element.clientWidth,
  )
  const cut = [...document.querySelectorAll('#app *')].filter(
    (element) => element.closest('.visually-hidden, svg, option') === null && sticksOut(element),
  )
  return [...scrollsSideways, ...cut].map(
    ({ localName, className, scrollWidth }) => localName + '.' + className + ' ' + scrollWidth,
  )
})()`

describe('at 200 % zoom in the smallest window', () => {
  const named = (snapshot: AppSnapshot): AppSnapshot => ({
    ...snapshot,
    accounts: snapshot.accounts.map((account) => ({ ...account, name: longName })),
  })

  beforeAll(() => shown.page.setViewportSize({ width: 200, height: 300 }))

  // each page, at its widest
  const widest =
    'valid twelve longNames notices otherPerson samePersonTwice browserAdvised browserMissing strayError loadingFailed welcome guide kindChooser ' +
    'formServerFound formDataCenter formErrors formImport menu removeDialog testGood testBad settings history ' +
    'filesView filesNames mcpView mcpProblem'

  test.each(widest.split(' '))('everything on “%s” fits in the window', async (name) => {
    const scene = scenes[name]!
    await showScene(shown.page, server.url, { ...scene, snapshot: named(scene.snapshot) })
    const cut = (await shown.page.evaluate(cutOff)) as string[]
    expect(cut, cut.join(', ')).toEqual([])
  })
})

describe.each(['light', 'dark'] as const)('with forced colors, %s', (colorScheme) => {
  const show = (name: string) => showScene(shown.page, server.url, scenes[name]!)
  const getStyle = (selector: string) =>
    shown.page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(of: unknown): Record<string, string>
        }
        const { borderTopWidth, borderTopStyle, backgroundColor, outlineStyle, outlineColor } =
          getComputedStyle(element)
        return { border: `${borderTopWidth} ${borderTopStyle}`, backgroundColor, outlineStyle, outlineColor }
      })

  beforeAll(async () => {
    await shown.page.setViewportSize({ width: 400, height: 600 })
    await shown.page.emulateMedia({ forcedColors: 'active', colorScheme })
  })
  afterAll(() => shown.page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' }))

  test.each([
    ['settings', ['.switch', '.segments', '.select select', '.panel', '.about .button']],
    ['formNew', ['.input', 'textarea.input', '.button']],
    ['three', ['.card', '.account-row', '.button']],
    ['kindChooser', ['.kind-card', '.kind + .kind']],
  ])('controls on “%s” have a border', async (name, selectors) => {
    await show(name)
    for (const selector of selectors)
      expect(await getStyle(selector), selector).toMatchObject({ border: '1px solid' })
  })

  test('a switch and a choice show what is selected', async () => {
    await show('settings')
    const background = async (selector: string) => (await getStyle(selector)).backgroundColor
    expect(await background('.switch:checked')).not.toBe(await background('.switch:not(:checked)'))
    expect(await background('.segment input:checked + span')).not.toBe(
      await background('.segment input:not(:checked) + span'),
    )
  })

  test('the slider has a track', async () => {
    await show('settings')
    const picture = PNG.sync.read(await shown.page.locator('.range').screenshot())
    const pixel = (x: number, y: number) => {
      const at = (Math.floor(y) * picture.width + Math.floor(x)) * 4
      return picture.data.subarray(at, at + 3).toString('hex')
    }
    const [middle, top] = [picture.height / 2, 1]
    for (const x of [picture.width * 0.05, picture.width * 0.9])
      expect(pixel(x, middle)).not.toBe(pixel(x, top))
  })

  test('the focused field has a ring', async () => {
    await show('formNew')
    const { outlineStyle, outlineColor } = await getStyle('#name:focus')
    expect(outlineStyle).toBe('solid')
    expect(outlineColor).not.toBe('rgba(0, 0, 0, 0)')
  })
})

test('“Copy diagnostics” still works when loading the window’s data fails', async () => {
  await showScene(shown.page, server.url, scenes['loadingFailed']!)
  const copy = shown.page.getByRole('button', { name: /^cop(y diagnostics|ied)$/i })
  const texts = await recordTexts(copy)
  await copy.click()
  await eventually(texts).toContain('Copied')
  expect(await shown.page.evaluate('bridgeCalls.map(({ channel }) => channel)')).toContain(
    'app:copyDiagnostics',
  )
})

test('after a file is removed from the list, the heading has the focus', async () => {
  const scene = scenes['filesRemove']!
  await showScene(shown.page, server.url, scene)
  await shown.page.getByRole('button', { name: 'Remove', exact: true }).press('Enter')
  const accounts = scene.snapshot.accounts.map((account) => ({ ...account, syncedFiles: [] }))
  await shown.page.evaluate(`pushSnapshot(${JSON.stringify({ ...scene.snapshot, accounts })})`)
  await shown.page.getByText('No files yet').waitFor()
  await eventually(() => shown.page.evaluate('document.activeElement.textContent')).toBe('Synced files')
})

describe('many accounts', () => {
  const names = () => shown.page.locator('.account-row-name').allInnerTexts()

  test('those with a problem come first, the others by name', async () => {
    await shown.page.setViewportSize({ width: 400, height: 600 })
    await showScene(shown.page, server.url, scenes['twelve']!)
    const others = [1, 2, 3, 4, 5, 6, 8, 9, 11, 12].map((number) => `Team ${number}`)
    await eventually(names).toEqual(['Team 7', 'Team 10', ...others])
  })

  test('typing filters, and Esc shows all again', async () => {
    await shown.page.locator('.account-row-open').first().focus()
    await shown.page.keyboard.type('team 1')
    await eventually(names).toEqual(['Team 10', 'Team 1', 'Team 11', 'Team 12'])
    await shown.page.keyboard.type('x')
    await shown.page.getByText('No account matches “team 1x”.').waitFor()
    await shown.page.keyboard.press('Escape')
    await eventually(names).toHaveLength(12)
    expect(
      await shown.page.evaluate('bridgeCalls.filter(({ channel }) => channel === "window:hide")'),
    ).toEqual([])
  })

  test('a token can be copied and renewed in its row', async () => {
    const row = shown.page.locator('.account-row').nth(1)
    await row.hover()
    await row.getByRole('button', { name: 'Copy token: Team 10' }).click()
    await row.getByRole('button', { name: 'Renew now: Team 10' }).click()
    const calls = 'bridgeCalls.filter(({ channel }) => /:(copyToken|renew)$/.test(channel))'
    await eventually(() => shown.page.evaluate(calls)).toEqual([
      { channel: 'accounts:copyToken', args: { id: 'account-9' } },
      { channel: 'accounts:renew', args: { id: 'account-9' } },
    ])
  })

  test('one opens and closes with a click', async () => {
    await shown.page.getByRole('button', { name: /^Team 3/ }).click()
    await shown.page.getByRole('article', { name: 'Team 3' }).waitFor()
    await shown.page.getByRole('button', { name: 'Close Team 3' }).click()
    await eventually(names).toHaveLength(12)
  })
})

test('shortcuts do what a click on their control does, but not behind a dialog', async () => {
  await showScene(shown.page, server.url, scenes['twelve']!)
  await shown.page.locator('.account-list').waitFor()
  const { keyboard } = shown.page
  await keyboard.press('Control+f')
  await eventually(() => shown.page.locator('.accounts-filter:focus').count()).toBe(1)
  await keyboard.press('Control+3')
  await shown.page.getByRole('article', { name: 'Team 1', exact: true }).waitFor()
  await keyboard.press('Control+r')
  await keyboard.press('Control+Shift+c')
  const calls = () => shown.page.evaluate('bridgeCalls.map(({ channel }) => channel)')
  await eventually(calls).toEqual(expect.arrayContaining(['accounts:renew', 'accounts:copyToken']))
  await keyboard.press('Control+,')
  await shown.page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor()
  await keyboard.press('Escape')
  await keyboard.press('Control+n')
  await shown.page.getByRole('button', { name: 'Back' }).waitFor()

  await showScene(shown.page, server.url, scenes['removeDialog']!)
  await shown.page.getByRole('dialog').waitFor()
  await keyboard.press('Control+r')
  await keyboard.press('Escape')
  await eventually(() => shown.page.getByRole('dialog').count()).toBe(0)
  expect(await calls()).not.toContain('accounts:renew')
})

test('an open menu stays open and focused when the sign-in finishes', async () => {
  const signingIn = scenes['signingIn']!.snapshot.accounts[0]!
  const [valid] = scenes['valid']!.snapshot.accounts
  const before = { ...signingIn, token: { kind: 'none' as const } }
  await showScene(shown.page, server.url, {
    snapshot: { ...scenes['signingIn']!.snapshot, accounts: [before] },
  })
  await shown.page.getByRole('button', { name: /^more/i }).click()
  await eventually(() => shown.page.evaluate('document.activeElement.textContent')).toBe('Sign in')
  const after = { ...valid!, id: signingIn.id, name: signingIn.name }
  await shown.page.evaluate(
    `pushSnapshot(${JSON.stringify({ ...scenes['signingIn']!.snapshot, accounts: [after] })})`,
  )
  await shown.page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
  await eventually(() => shown.page.evaluate('document.activeElement.textContent')).toBe('Sign in again')
  // and stays that way
  await shown.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))')
  expect(await shown.page.getByRole('menuitem', { name: 'Sign out' }).isVisible()).toBe(true)
})
