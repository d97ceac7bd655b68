import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { until } from '../../scripts/harness/until.ts'
import { untilAppOwns } from '../support/ask-local-api.ts'
import { eventually } from '../support/eventually.ts'

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  await session.launch({ args: ['--hidden'] })
  await untilAppOwns(session.dataFolder)
  await until(
    'the account has a valid token',
    async () => (await jiraToken(['status', '--json'])).stdout,
    (stdout) => stdout.includes('"valid": true'),
  )
})
afterAll(() => session.close())

/** Runs the built `jira-token` the way a user does, with the Node that runs the tests. */
function jiraToken(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return run([join(rootFolder, 'out/cli/jira-token.cjs'), ...args], env)
}

/** Runs Node with these arguments. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const environment = { ...process.env, JIRA_TOKEN_HOME: session.dataFolder, ...env }
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: environment }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

test('`token` prints just the newest token; `--header` prints a header', async () => {
  const { code, stdout, stderr } = await jiraToken(['token'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^\S+\n$/)
  expect(await session.atlassian.introspect(stdout.trim())).toMatchObject({ active: true, newest: true })
  expect((await jiraToken(['token', 'WORK', '--header'])).stdout).toBe(`Authorization: Bearer ${stdout}`)
  expect(JSON.parse((await jiraToken(['token', '--json'])).stdout)).toMatchObject({
    accessToken: stdout.trim(),
    account: { name: 'work' },
  })
})

test('`renew` gets another token, and `token` prints that one from then on', async () => {
  const before = (await jiraToken(['token'])).stdout
  const asked = session.atlassian.counts().refreshGrants.asked
  const { code, stdout } = await jiraToken(['renew'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^work renewed: expires 20\d\d-.* \(was 20\d\d-.*\)\n$/)
  const after = (await jiraToken(['token'])).stdout
  expect(after).not.toBe(before)
  expect(await session.atlassian.introspect(after.trim())).toMatchObject({ active: true, newest: true })
  expect(session.atlassian.counts().refreshGrants.asked).toBe(asked + 1)
})

test('`status` shows one line per account, without color off a terminal, and no secrets', async () => {
  const { code, stdout } = await jiraToken(['status'])
  expect(code).toBe(0)
  const [head = '', row = ''] = stdout.split('\n')
  expect(head).toMatch(/^ACCOUNT +LEFT +STATE +RENEWAL$/)
  expect(row).toMatch(/^work \* +0:\d\d:\d\d +renews at .* running$/)
  const [, wide = ''] = (await jiraToken(['status', '--wide'])).stdout.split('\n')
  expect(wide).toMatch(/running +20\d\d-\S+ \S.* yes +Bearer +yes +no/)
  expect(stdout).not.toContain('\u001b')
  expect(stdout).not.toContain((await jiraToken(['token'])).stdout.trim())
})

test('`token` loads only its own file, with no http, argument parser, or child processes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jira-token-alone-'))
  const alone = join(folder, 'jira-token.cjs')
  const tellLoaded = join(folder, 'tell-loaded.cjs')
  await copyFile(join(rootFolder, 'out/cli/jira-token.cjs'), alone)
  await writeFile(tellLoaded, `process.on('exit', () => console.error(process.moduleLoadList.join('\\n')))`)
  const { code, stdout, stderr } = await run(['-r', tellLoaded, alone, 'token'])
  await rm(folder, { recursive: true })
  expect(code).toBe(0)
  expect(stdout).toBe((await jiraToken(['token'])).stdout)
  const loaded = stderr.split('\n')
  expect(loaded).toContain('NativeModule net')
  for (const slow of ['http', 'os', 'child_process', 'internal/util/parse_args/parse_args'])
    expect(loaded).not.toContain(`NativeModule ${slow}`)
})

test('`--verbose` tells on stderr what is asked, never a secret, and changes nothing else', async () => {
  const { stdout } = await jiraToken(['token'])
  const verbose = await jiraToken(['token', '--verbose'])
  expect(verbose).toMatchObject({ code: 0, stdout })
  expect(verbose.stderr).toMatch(/debug: version \S+ on Node \S+, data folder \S+/)
  expect(verbose.stderr).toMatch(/debug: GET \/v1\/accounts\/default\/token at \S+: 200 \(\d+ ms\)/)
  expect(verbose.stderr).not.toContain(stdout.trim())
  // what follows -- belongs to the program
  const echo = ['run', '--cloud-id', '1', '--', 'echo', '--verbose']
  expect(await jiraToken(echo)).toMatchObject({ stdout: '--verbose\n', stderr: '' })
})

test('a dozen commands at the same time all get an answer', async () => {
  const runs = await Promise.all(Array.from({ length: 12 }, () => jiraToken(['token'])))
  expect(new Set(runs.map(({ code, stdout }) => `${code} ${stdout}`)).size).toBe(1)
  expect(runs[0]?.code).toBe(0)
})

test('failures have an exit code and print nothing to stdout', async () => {
  expect(await jiraToken(['token', 'nobody'])).toMatchObject({ code: 4, stdout: '' })
  expect(await jiraToken(['token', '--min-valid', '999999'])).toMatchObject({ code: 1, stdout: '' })
  for (const wrong of [
    [],
    ['frobnicate'],
    ['token', '--min-valid', 'x'],
    ['token', '--what'],
    ['token', 'a', 'b'],
  ])
    expect(await jiraToken(wrong)).toMatchObject({ code: 2, stdout: '' })
})

test('a failing provider has its own exit code, and `token` still prints the token', async () => {
  session.atlassian.setFault({ kind: 'serverError', status: 503 })
  expect(await jiraToken(['renew'])).toMatchObject({ code: 6, stdout: '' })
  expect((await jiraToken(['token'])).code).toBe(0)
  session.atlassian.clearFaults()
})

test('`JIRA_TOKEN_SOCKET` names the socket to use', async () => {
  const env = {
    JIRA_TOKEN_HOME: '/nowhere',
    JIRA_TOKEN_SOCKET: join(session.dataFolder, 'owner/api.sock'),
  }
  expect(await jiraToken(['token'], env)).toMatchObject({ code: 0 })
  const nowhere = { ...env, JIRA_TOKEN_SOCKET: join(session.dataFolder, 'nowhere.sock') }
  const { code, stderr } = await jiraToken(['token'], nowhere)
  expect(code).toBe(1)
  expect(stderr).toMatch(/listening on the socket in JIRA_TOKEN_SOCKET/)
})

test('without the app an agent starts, and it makes way for the app later', async () => {
  await session.app.quit()
  const env = { DISPLAY: '', DBUS_SESSION_BUS_ADDRESS: session.desktop.busAddress ?? '' }
  // even the very first answer of a new owner does so, unless the keychain takes more than three seconds
  await eventually(
    async () => JSON.parse((await jiraToken(['status', '--json'], env)).stdout) as unknown,
  ).toMatchObject({ accounts: [{ hasAccessToken: true, hasRefreshToken: true, valid: true }] })
  expect(await jiraToken(['token'], env)).toMatchObject({ code: 0, stderr: '' })
  const owner = async () =>
    (JSON.parse((await jiraToken(['status', '--json'], env)).stdout) as Status).owner.kind
  expect(await owner()).toBe('agent')
  await session.launch({ args: ['--hidden'] })
  await eventually(owner).toBe('app')
  expect((await jiraToken(['token'], env)).code).toBe(0)
})
