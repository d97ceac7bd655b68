import { createServer } from 'node:net'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Ask } from '../../../src/client/ask-owner.ts'
import { OwnerError } from '../../../src/client/owner-error.ts'
import type { RouteName } from '../../../src/shared/local-api-routes.ts'
import { autostartEntry } from '../../../src/adapters/desktop/autostart-entry.ts'
import { checkAutostart } from '../../../src/checks/check-autostart.ts'
import { checkCallbacks } from '../../../src/checks/check-callbacks.ts'
import { checkDataFolder } from '../../../src/checks/check-data-folder.ts'
import { checkOwner } from '../../../src/checks/check-owner.ts'
import { checkVersions } from '../../../src/checks/check-versions.ts'
import { findingText } from '../../../src/cli/commands/doctor.ts'
import { isWine } from '../../support/is-wine.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const versions = { cli: '1.0.0', node: '20.19.0', owner: '1.0.0', runtime: 'Node 24.1.0' }

test('a finding is one line, with the remedy below it', () => {
  const finding = { name: 'token', account: 'work', finding: 'Expired.', remedy: 'Sign in.' }
  expect(findingText({ ...finding, verdict: 'failed' }, false)).toBe('✗ work, token: Expired.\n    Sign in.')
  expect(findingText({ ...finding, verdict: 'ok', account: null, remedy: '' }, false)).toBe(
    '✓ token: Expired.',
  )
  expect(findingText({ ...finding, verdict: 'warning' }, true)).toContain('\u001b[33m!\u001b[0m')
})

test('different versions are a warning, and so is an old Node', () => {
  expect(checkVersions(versions)).toMatchObject({
    verdict: 'ok',
    finding: 'jira-token 1.0.0 on Node 20.19.0; owner 1.0.0 on Node 24.1.0',
  })
  expect(checkVersions({ ...versions, owner: null, runtime: null }).verdict).toBe('ok')
  expect(checkVersions({ ...versions, owner: '0.9.0' }).verdict).toBe('warning')
  expect(checkVersions({ ...versions, node: '20.18.3' }).verdict).toBe('warning')
})

test('finds a port that is in use on just one of the loopback addresses', async () => {
  const callback = (port: number) => ({
    account: 'work',
    redirectUri: `http://localhost:${port}/callback`,
    isInUse: false,
  })
  const port = await freePort()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port }, resolve))
  onTestFinished(() => void server.close())
  const [taken, free, busy] = await checkCallbacks([
    callback(port),
    callback(await freePort()),
    { ...callback(await freePort()), isInUse: true },
  ])
  expect(taken).toMatchObject({ verdict: 'warning', account: 'work' })
  expect(taken!.finding).toContain(`port ${port} on 127.0.0.1 is in use`)
  expect(free).toMatchObject({ verdict: 'ok' })
  expect(busy).toMatchObject({ verdict: 'ok' })
})

test('names the account whose sign-in has the port', async () => {
  const port = await freePort()
  const redirectUri = `http://localhost:${port}/callback`
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port }, resolve))
  onTestFinished(() => void server.close())
  const [one, two] = await checkCallbacks([
    { account: 'one', redirectUri, isInUse: true },
    { account: 'two', redirectUri, isInUse: false },
  ])
  expect(one).toMatchObject({ verdict: 'ok' })
  expect(two).toMatchObject({ verdict: 'ok', finding: `${redirectUri} (one is signing in on port ${port})` })
})

test('warns that a callback URL elsewhere rules out a browser sign-in', async () => {
  const [finding] = await checkCallbacks([
    { account: 'work', redirectUri: 'https://example.com/callback', isInUse: false },
  ])
  expect(finding).toMatchObject({ verdict: 'warning' })
})

test('warns about an autostart entry whose program is gone', async () => {
  const config = await temporaryFolder()
  const environment = { XDG_CONFIG_HOME: config }
  const look = () => checkAutostart(environment, null, 'linux')
  const write = (program: string) =>
    writeFile(
      join(config, 'autostart/jira-token-tray.desktop'),
      autostartEntry({ command: [program, '--hidden'], dataFolder: null }),
    )
  expect(look()).toMatchObject({ verdict: 'ok', finding: expect.stringMatching(/^off/) })
  await mkdir(join(config, 'autostart'))
  await write(process.execPath)
  expect(look()).toMatchObject({ verdict: 'ok', finding: expect.stringMatching(/^on/) })
  await write('/gone/app')
  expect(look()).toMatchObject({ verdict: 'warning', finding: expect.stringContaining('/gone/app') })
})

test.skipIf(process.platform === 'win32')(
  'finds a data folder that others can access; a missing one is fine',
  async () => {
    const folder = await temporaryFolder()
    expect(checkDataFolder(join(folder, 'new'))).toMatchObject({ verdict: 'ok' })
    expect(checkDataFolder(folder)).toMatchObject({ verdict: 'ok' })
    await mkdir(join(folder, 'owner'), { mode: 0o755 })
    expect(checkDataFolder(folder)).toMatchObject({
      verdict: 'failed',
      finding: expect.stringContaining('accessible to other users'),
    })
  },
)

test('finds a data folder that isn’t one or can’t be created, before contacting an owner', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  const remedy = expect.stringMatching(/set JIRA_TOKEN_HOME to another folder\.$/)
  const finding = `${file} is not a folder`
  expect(checkDataFolder(file)).toMatchObject({ verdict: 'failed', finding, remedy })
  const below = join(file, 'below')
  expect(checkDataFolder(below)).toMatchObject({
    verdict: 'failed',
    finding: `can’t create ${below}: ${finding}`,
    remedy,
  })
})

test.skipIf(isWine)('finds a data folder that is a broken link', async () => {
  const folder = await temporaryFolder()
  const dangling = join(folder, 'dangling')
  await symlink(join(folder, 'gone'), dangling)
  expect(checkDataFolder(dangling)).toMatchObject({
    verdict: 'failed',
    finding: `${dangling} is a broken symbolic link`,
    remedy: expect.stringMatching(/set JIRA_TOKEN_HOME to another folder\.$/),
  })
})

test('finds settings that are not a file', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'history.jsonl'))
  expect(checkDataFolder(folder)).toMatchObject({
    verdict: 'failed',
    finding: `${join(folder, 'history.jsonl')} is not a file`,
  })
})

test.each(['linux', 'darwin', 'win32'] as const)('asks the owner on %s', async (value) => {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }))
  const answers: Partial<Record<RouteName, object>> = {
    status: { owner: { kind: 'agent', pid: 7 }, accounts: [] },
    check: { findings: [] },
  }
  const ask = ((route: RouteName) => Promise.resolve(answers[route])) as Ask
  const { status, findings } = await checkOwner(ask, 'Add one.')
  expect(status?.owner.pid).toBe(7)
  expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'warning'])
})

test('blames the socket, not the data folder, when the owner can’t be reached because of a wrong socket', async () => {
  vi.stubEnv('JIRA_TOKEN_SOCKET', '/nowhere/owner.sock')
  onTestFinished(() => void vi.unstubAllEnvs())
  const ask = () => Promise.reject(new OwnerError('ownerUntrusted', 'Not connected.'))
  const [finding] = (await checkOwner(ask, 'Add one.')).findings
  expect(finding).toMatchObject({
    verdict: 'failed',
    remedy: expect.stringMatching(/^Correct or unset JIRA_TOKEN_SOCKET/) as string,
  })
})
