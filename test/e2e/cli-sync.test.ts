import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { eventually } from '../support/eventually.ts'

let session: HeadlessSession
let envFile: string

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  await session.startAgent()
  const folder = join(session.desktop.home, 'project')
  await mkdir(folder)
  envFile = join(folder, '.env')
})
afterAll(() => session.close())

test('`sync add --env` sets the variables and keeps the rest; each renewal updates them', async () => {
  await writeFile(envFile, '# mine\nA=1\nJIRA_OAUTH_ACCESS_TOKEN="old"\n')
  const added = await session.cli(['sync', 'add', 'work', '--env', envFile, '--expiry-name', 'EXPIRES'])
  expect(added).toMatchObject({ code: 0, stdout: `${envFile}\n` })
  expect(added.stderr).toMatch(
    /^If a container mounts just this file.*mount the folder instead, or use --in-place\.\nAfter a restart of the computer, nothing keeps this file up to date.*\n$/,
  )
  const content = async () => {
    const expires = /EXPIRES=(\S+)/.exec(await readFile(envFile, 'utf8'))?.[1]
    return `# mine\nA=1\nJIRA_OAUTH_ACCESS_TOKEN="${await session.accessToken()}"\nEXPIRES=${expires}\n`
  }
  expect(await readFile(envFile, 'utf8')).toBe(await content())
  const before = await session.accessToken()
  await session.cli(['renew'])
  await eventually(() => readFile(envFile, 'utf8')).not.toContain(before)
  expect(await readFile(envFile, 'utf8')).toBe(await content())
})

test('without --env, `sync add` creates a token file in the runtime folder that contains only the token', async () => {
  const { code, stdout } = await session.cli(['sync', 'add'])
  expect(code).toBe(0)
  expect(stdout).toBe(`${join(session.desktop.runtimeDir, 'jira-token-tray/work.token')}\n`)
  expect(await readFile(stdout.trim(), 'utf8')).toBe(await session.accessToken())
  // the path is the same every time, so `cat "$(jira-token sync add)"` works
  for (const account of ['work', 'default'])
    expect(await session.cli(['sync', 'add', account])).toEqual({ code: 0, stdout, stderr: '' })
})

test('`sync list` and `status` show the files, but no token', async () => {
  const { stdout } = await session.cli(['sync', 'list'])
  expect(stdout).toContain(`work: current  ${envFile}`)
  expect(stdout).not.toContain(await session.accessToken())
  const files = JSON.parse((await session.cli(['sync', 'list', 'work', '--json'])).stdout) as unknown
  expect(files).toMatchObject([{ account: 'work', path: envFile, kind: 'env', state: 'current' }, {}])
  expect((await session.cli(['status', '--json'])).stdout).toContain(envFile)
})

test('`sync remove` removes the token from the file', async () => {
  expect((await session.cli(['sync', 'remove', 'work', '--env', envFile])).code).toBe(0)
  const content = await readFile(envFile, 'utf8')
  expect(content).not.toContain(await session.accessToken())
  expect(content).toContain('A=1')
})

test('what a token file replaces is saved, and the output says where', async () => {
  const path = join(session.desktop.home, 'project', '.nvmrc')
  await writeFile(path, 'v20\n')
  const { code, stdout, stderr } = await session.cli(['sync', 'add', 'work', '--token-file', path])
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${path}\n` })
  const backup = /A copy is in (\S+)/.exec(stderr)?.[1] ?? ''
  expect(await readFile(backup, 'utf8')).toBe('v20\n')
  expect(await readFile(path, 'utf8')).toBe(await session.accessToken())
})

test('a file that can’t be synced is refused, with the reason', async () => {
  const missing = await session.cli(['sync', 'add', '--env', '/nowhere/at/all/.env'])
  expect(missing).toMatchObject({ code: 2, stdout: '' })
  expect(missing.stderr).toMatch(/The folder of this file does not exist/)
  const own = await session.cli(['sync', 'add', '--env', join(session.dataFolder, 'settings.json')])
  expect(own).toMatchObject({ code: 2, stdout: '' })
  expect(own.stderr).toMatch(/keeps its own files/)
  expect((await session.cli(['sync', 'add', 'nobody'])).code).toBe(4)
  expect((await session.cli(['sync', 'what'])).code).toBe(2)
  const unset = await session.cli(['sync', 'add', 'work', '--env', ''])
  expect(unset).toMatchObject({ code: 2, stderr: expect.stringMatching(/--env is empty/) as string })
  expect((await session.cli(['sync', 'add', '--env', 'a', '--token-file', 'b'])).code).toBe(2)
})

test('`sync add` succeeds only if the file holds a token now', async () => {
  expect((await session.cli(['sign-out', 'work', '--yes'])).code).toBe(0)
  const path = join(session.desktop.home, 'project', 'other.env')
  for (const again of [false, true]) {
    const added = await session.cli(['sync', 'add', 'work', '--env', path, ...(again ? [] : ['--in-place'])])
    expect(added).toMatchObject({ code: 3, stdout: `${path}\n` })
    expect(added.stderr).toMatch(/has no valid token yet.*\n.*You are not signed in.*\(notSignedIn\)\n$/)
  }
})
