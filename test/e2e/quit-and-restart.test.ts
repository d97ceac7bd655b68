import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { electronFlags } from '../../scripts/desktop/electron-flags.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { card, signIn, timeLeft } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch()
  await signIn(session)
  await app.quit()
})
afterEach(() => session.app.quit())
afterAll(() => session.close())

async function copySomethingElse(): Promise<void> {
  const text = 'something else that I copied'
  // its promise could be garbage collected before Playwright sees the result
  await session.app.electron.evaluate(({ clipboard }, copied) => {
    void clipboard.writeText(copied)
  }, text)
  await eventually(() => session.app.clipboard()).toBe(text)
}

/** Records what is in the clipboard at the very end, after everything the app does on quit. */
async function noteClipboardAtTheEnd(): Promise<() => Promise<string>> {
  const file = join(session.desktop.home, 'clipboard-at-the-end')
  await session.app.electron.evaluate(({ app, clipboard }, path) => {
    const exit = app.exit.bind(app)
    app.exit = (code) => {
      void Promise.resolve(clipboard.readText()).then((text) => {
        process.getBuiltinModule('fs').writeFileSync(path, text)
        exit(code)
      })
    }
  }, file)
  return () => readFile(file, 'utf8')
}

async function copyTokenInTray(): Promise<void> {
  const token = await session.accessToken()
  await session.panel.click('Copy token')
  await eventually(() => session.app.clipboard()).toBe(token)
}

async function quitInTray(): Promise<void> {
  await session.panel.click('Quit')
  await session.app.ended()
}

test('a restart keeps the sign-in, without opening a window or asking the provider', async () => {
  const token = await session.accessToken()
  const before = session.atlassian.counts()
  await session.launch()

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, renews at /)
  expect(session.app.electron.windows()).toEqual([])
  expect(session.atlassian.counts()).toEqual(before)
  expect(await session.accessToken()).toBe(token)

  const window = await session.app.open()
  await eventually(() => timeLeft(window)).toMatch(/^5\d:\d\d$/)
  expect(await card(window).innerText()).toContain('Ada Lovelace')
})

test('a token due for renewal while the app wasn’t running is renewed at the next start', async () => {
  const before = await session.accessToken()
  await session.launch()
  session.atlassian.setAccessTokenLifetime(8)
  await session.panel.click('Renew now')
  await eventually(() => session.accessToken()).not.toBe(before)
  await quitInTray()
  // it may have been renewed again by then
  const token = await session.accessToken()
  session.atlassian.setAccessTokenLifetime(3600)
  const { authorize } = session.atlassian.counts()
  await eventually(async () => (await session.atlassian.introspect(token)).active).toBe(false)
  await session.launch()

  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, renews at /)
  expect(session.atlassian.counts().authorize).toBe(authorize)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({
    active: true,
    newest: true,
  })
})

test('“Quit” in the tray ends the app, and its icon disappears', async () => {
  await session.launch()
  await eventually(() => session.panel.hasIcon()).toBe(true)
  await quitInTray()
  expect(session.app.exitCode()).toBe(0)
  await eventually(() => session.panel.hasIcon()).toBe(false)
})

test('quitting clears the token from the clipboard', async () => {
  await session.launch()
  const clipboardAtTheEnd = await noteClipboardAtTheEnd()
  await copyTokenInTray()
  await quitInTray()
  expect(await clipboardAtTheEnd()).toBe('')
})

test('quitting leaves anything copied after the token', async () => {
  await session.launch()
  const clipboardAtTheEnd = await noteClipboardAtTheEnd()
  await copyTokenInTray()
  await copySomethingElse()
  await quitInTray()
  expect(await clipboardAtTheEnd()).toBe('something else that I copied')
})

test('quitting in the middle of a renewal waits for it, and stores the new token', async () => {
  await session.launch()
  const before = await session.accessToken()
  session.atlassian.setFault({ kind: 'delay', delayMs: 500, times: 1 })
  const { asked } = session.atlassian.counts().refreshGrants
  await session.panel.click('Renew now')
  await eventually(() => session.atlassian.counts().refreshGrants.asked).toBe(asked + 1)
  await quitInTray()

  const after = await session.accessToken()
  expect(after).not.toBe(before)
  expect(await session.atlassian.introspect(after)).toMatchObject({ newest: true })
})

test('asks only once no matter how often you click “Quit”, and “Stay” keeps the app running', async () => {
  await session.launch()
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left, renews at /)
  await session.desktop.lockKeyring()
  await session.panel.click('Renew now')
  await eventually(() => session.panel.tooltip()).toMatch(/not saved/)
  await session.app.electron.evaluate(({ dialog }) => {
    const asked = globalThis as { answers?: ((response: number) => void)[] }
    asked.answers = []
    dialog.showMessageBox = () =>
      new Promise((resolve) =>
        asked.answers?.push((response) => resolve({ response, checkboxChecked: false })),
      )
  })
  const questions = () =>
    session.app.electron.evaluate(() => (globalThis as { answers?: unknown[] }).answers?.length)
  const answer = (response: number) =>
    session.app.electron.evaluate((_electron, chosen) => {
      const { answers = [] } = globalThis as { answers?: ((response: number) => void)[] }
      for (const tell of answers.splice(0)) tell(chosen)
    }, response)

  await session.panel.click('Quit')
  await session.panel.click('Quit')
  await session.panel.click('Quit')
  await eventually(questions).toBe(1)
  await answer(0)
  expect(session.app.isRunning()).toBe(true)

  await session.desktop.restartKeyring()
  await eventually(() => session.panel.tooltip()).toMatch(/left, renews at /)
  await quitInTray()
  expect(session.app.exitCode()).toBe(0)
})

test('starting the app a second time opens the first one’s window, and ends', async () => {
  await session.launch()
  await eventually(() => session.panel.tooltip()).toMatch(/^work: /)
  expect(session.app.electron.windows()).toEqual([])
  const second = spawn(
    process.env['ELECTRON_EXEC_PATH'] ?? '',
    [...electronFlags({ virtualDisplay: true }), rootFolder],
    { env: { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }, stdio: 'ignore' },
  )
  const [code] = (await once(second, 'exit')) as [number | null]

  expect(code).toBe(0)
  const window = await session.app.window()
  await card(window).waitFor()
  expect(session.app.isRunning()).toBe(true)
})

test('a start at login shows no window', async () => {
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.panel.tooltip()).toMatch(/^work: /)
  expect(session.app.electron.windows()).toEqual([])
})

test.for([
  ['settings', 'json', /a damaged file was replaced by its last good copy/i],
  ['history', 'jsonl', /a damaged file was set aside/i],
] as const)(
  'a damaged %s file is set aside under a dated name, and the window says so',
  async ([name, extension, title]) => {
    const damaged = `{ "version": 1, "${name}`
    const file = join(session.dataFolder, `${name}.${extension}`)
    const good = await readFile(file, 'utf8')
    await writeFile(file, damaged)
    const app = await session.launch()
    try {
      const window = await app.open()
      const notice = window.getByRole('region', { name: /notices/i })
      await eventually(() => notice.innerText()).toMatch(title)
      const kept = (await readdir(session.dataFolder)).filter((entry) => entry.startsWith(`${name}.damaged`))
      expect(kept).toEqual([
        expect.stringMatching(
          new RegExp(`^${name}\\.damaged-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.${extension}$`),
        ),
      ])
      expect(await readFile(join(session.dataFolder, kept[0] ?? ''), 'utf8')).toBe(damaged)
      await eventually(() => notice.innerText()).toContain(kept[0])
    } finally {
      await app.quit()
      await writeFile(file, good)
    }
  },
)
