import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { callBridge, card, choose, signIn, snapshotIn } from '../support/sign-in-steps.ts'
import { answerDialogs } from '../support/answer-dialogs.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page
let folder: string

beforeEach(async () => {
  session = await startDesktopSession()
  await session.launch()
  window = await signIn(session)
  folder = await mkdtemp(join(await realpath(tmpdir()), 'jtt-project-'))
})
afterEach(async () => {
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

const button = (name: string | RegExp) => window.getByRole('button', { name })
const dialog = () => window.getByRole('dialog')
const file = (name: string) => window.getByRole('listitem', { name })

async function addEnvFile(path: string, names: { expiry?: string; cloudId?: string } = {}): Promise<void> {
  await answerDialogs(session.app, path)
  await button('Add .env file…').click()
  if (names.expiry !== undefined)
    await dialog()
      .getByLabel(/^expiry/i)
      .fill(names.expiry)
  if (names.cloudId !== undefined)
    await dialog()
      .getByLabel(/^cloud id/i)
      .fill(names.cloudId)
  await dialog().getByRole('button', { name: 'Choose file…' }).click()
}

test('a .env file and a token file get each new token, and signing out removes it from both', async () => {
  const env = join(folder, '.env')
  const tokenFile = join(folder, 'work.token')
  await writeFile(env, '# ours\r\nexport JIRA_OAUTH_ACCESS_TOKEN="stale" # token\r\nDEBUG=1')
  await chmod(env, 0o640)
  const envWith = (token: string) =>
    new RegExp(
      `^# ours\\r\\nexport JIRA_OAUTH_ACCESS_TOKEN="${token}" # token\\r\\nDEBUG=1\\r\\nEXPIRES=(.*)\\r\\nCLOUD=(.*)$`,
    )

  await choose(window, /^synced files/i)
  await addEnvFile(env, { expiry: 'EXPIRES', cloudId: 'CLOUD' })
  await file('.env').getByText('Up to date').waitFor()
  await answerDialogs(session.app, tokenFile)
  await button('Add token file…').click()
  await file('work.token').getByText('Up to date').waitFor()
  const first = await session.accessToken()
  const [, expiresAt = '', cloudId = ''] = envWith(first).exec(await readFile(env, 'utf8')) ?? []
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(50 * 60_000)
  expect((await snapshotIn(window)).accounts[0]?.sites[0]?.id).toBe(cloudId)
  expect(await readFile(tokenFile, 'utf8')).toBe(first)
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600)

  await button('Back').click()
  await card(window)
    .getByRole('button', { name: /^renew now/i })
    .click()
  await eventually(() => session.accessToken()).not.toBe(first)
  const second = await session.accessToken()
  await eventually(() => readFile(tokenFile, 'utf8')).toBe(second)
  await eventually(() => readFile(env, 'utf8')).toMatch(envWith(second))
  expect((await stat(env)).mode & 0o777).toBe(0o640)
  const [item] = await session.keychain()
  for (const path of [env, tokenFile]) {
    const text = await readFile(path, 'utf8')
    expect(text).not.toContain(item?.tokenSet?.refreshToken)
    expect(text).not.toContain(item?.clientSecret)
  }

  await choose(window, /^sign out/i)
  await dialog()
    .getByRole('button', { name: /^sign out/i })
    .click()
  await eventually(() => readdir(folder)).toEqual(['.env'])
  await eventually(() => readFile(env, 'utf8')).toBe(
    '# ours\r\nexport JIRA_OAUTH_ACCESS_TOKEN="" # token\r\nDEBUG=1\r\nEXPIRES=\r\nCLOUD=',
  )
})

test('a file is still synced after a restart, and removing it from the list removes its token', async () => {
  const env = join(folder, '.env')
  await writeFile(env, '')
  await choose(window, /^synced files/i)
  await addEnvFile(env)
  await file('.env').getByText('Up to date').waitFor()
  await session.app.quit()
  await writeFile(env, 'DEBUG=1\n')

  const app = await session.launch()
  window = await app.open()
  await eventually(() => readFile(env, 'utf8')).toBe(
    `DEBUG=1\nJIRA_OAUTH_ACCESS_TOKEN=${await session.accessToken()}\n`,
  )
  await choose(window, /^synced files/i)
  await file('.env')
    .getByRole('button', { name: /^remove/i })
    .click()
  await dialog().getByRole('button', { name: 'Remove' }).click()
  await window.getByText('No files yet').waitFor()
  expect(await readFile(env, 'utf8')).toBe('DEBUG=1\nJIRA_OAUTH_ACCESS_TOKEN=\n')
})

test('a file that can’t be written is reported on the account and in the list, and the token stays valid', async () => {
  const env = join(folder, '.env')
  await choose(window, /^synced files/i)
  await addEnvFile(env)
  await file('.env').getByText('Up to date').waitFor()
  await rm(folder, { recursive: true })
  const [account] = (await snapshotIn(window)).accounts
  await callBridge(window, 'accounts:renew', { id: account?.id ?? '' })
  await file('.env').getByText('Out of date').waitFor()
  await eventually(() => file('.env').innerText()).toMatch(/folder of this file is missing/i)
  await button('Back').click()
  await eventually(() => card(window).innerText()).toMatch(/\.env is out of date/i)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({ active: true })
})

test('the window can’t name a file itself, and nothing is added if the user picks none', async () => {
  const id = (await snapshotIn(window)).accounts[0]?.id ?? ''
  await answerDialogs(session.app, null)
  const names = { accessToken: 'TOKEN', expiresAt: null, cloudId: null }
  const path = join(folder, 'chosen-by-the-window')
  const request = { id, kind: 'env' as const, names, path }
  expect(await callBridge(window, 'syncedFiles:add', request)).toEqual({ ok: true, value: { added: false } })
  expect(await callBridge(window, 'syncedFiles:remove', { id, fileId: path })).toMatchObject({ ok: true })
  expect((await snapshotIn(window)).accounts[0]?.syncedFiles).toEqual([])
  expect(await readdir(folder)).toEqual([])
})
