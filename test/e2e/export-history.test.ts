import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { answerDialogs } from '../support/answer-dialogs.ts'
import { eventually } from '../support/eventually.ts'
import { makeReadOnly } from '../support/read-only-folder.ts'
import { choose, signIn } from '../support/sign-in-steps.ts'

let session: DesktopSession
let window: Page
let folder: string

beforeAll(async () => {
  session = await startDesktopSession()
  await session.launch()
  window = await signIn(session)
  await choose(window, /^history$/i)
  folder = await mkdtemp(join(await realpath(tmpdir()), 'jtt-history-'))
})
afterAll(async () => {
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

const button = (format: string) => window.getByRole('button', { name: `Export as ${format}…` })
const saved = () => window.getByText('Saved', { exact: true })

/** Exports to this path, and waits until the window says that it is saved. */
async function exportTo(path: string, format: string): Promise<string> {
  await saved().waitFor({ state: 'hidden' })
  await answerDialogs(session.app, path)
  await button(format).click()
  await saved().waitFor()
  return readFile(path, 'utf8')
}

test('the history is saved as a table and as JSON, readable by this user only and without a secret', async () => {
  const csv = await exportTo(join(folder, 'history.csv'), 'CSV')
  const json = await exportTo(join(folder, 'history.json'), 'JSON')
  expect(csv).toMatch(/^\ufeffat,kind,[^\r]*\r\n"[^"]+","signedIn",/)
  expect(JSON.parse(json)).toMatchObject({
    account: { name: 'work' },
    events: [{ kind: 'signedIn', person: 'Ada Lovelace' }],
  })
  const [item] = await session.keychain()
  for (const secret of [item?.tokenSet?.accessToken, item?.tokenSet?.refreshToken, item?.clientSecret])
    expect(csv + json).not.toContain(secret)
  expect((await stat(join(folder, 'history.csv'))).mode & 0o777).toBe(0o600)
})

test('a file that is there already is replaced', async () => {
  const path = join(folder, 'history.json')
  expect(await exportTo(path, 'JSON')).toBe(await readFile(path, 'utf8'))
  expect((await readdir(folder)).toSorted()).toEqual(['history.csv', 'history.json'])
})

test('a canceled dialog saves nothing and says nothing', async () => {
  await saved().waitFor({ state: 'hidden' })
  await answerDialogs(session.app, null)
  await button('CSV').click()
  await eventually(() => button('CSV').getAttribute('aria-disabled')).toBe('false')
  expect(await saved().count()).toBe(0)
  expect(await window.getByRole('alert').count()).toBe(0)
})

test('a read-only folder is named as the cause, and another one works', async () => {
  const locked = join(folder, 'locked')
  await mkdir(locked)
  // root may write anywhere but to a disk that is read-only
  if (process.getuid?.() === 0) makeReadOnly(locked)
  else await chmod(locked, 0o500)
  await answerDialogs(session.app, join(locked, 'history.csv'))
  await button('CSV').click()
  const failure = window.getByRole('alert')
  await eventually(() => failure.innerText()).toMatch(
    /not exported\s+the file could not be written: (the disk is read-only|you don’t have permission)\. choose another folder/i,
  )
  expect(await readdir(locked)).toEqual([])

  await exportTo(join(folder, 'other.csv'), 'CSV')
  expect(await failure.count()).toBe(0)
})
