import { existsSync, lstatSync } from 'node:fs'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { runCli, type CliRun } from '../../scripts/harness/cli.ts'
import { startHeadlessSession, type HeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { autostartEntry } from '../../src/adapters/desktop/autostart-entry.ts'
import type { RecordsContent } from '../../src/adapters/settings/records-file.ts'
import { createJiraToken } from '../support/jira-token.ts'

let session: HeadlessSession
let env: NodeJS.ProcessEnv
let home: string

const jiraToken = (...args: string[]): Promise<CliRun> => runCli(args, env)
const uninstall = (...more: string[]) => jiraToken('uninstall', '--all-my-data', ...more)

async function good(...args: string[]): Promise<CliRun> {
  const run = await jiraToken(...args)
  expect(run, run.stderr).toMatchObject({ code: 0 })
  return run
}

async function put(path: string, text: string, mode = 0o600): Promise<string> {
  const file = join(home, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { mode })
  return file
}

beforeEach(async () => {
  session = await startHeadlessSession()
  home = session.desktop.home
  const fake = join(rootFolder, 'scripts/harness/fake-systemctl.mjs')
  await put('bin/systemctl', `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`, 0o755)
  // the bridge of an MCP client needs something to start
  await put('bin/jira-token', '#!/bin/sh\n', 0o755)
  env = { ...session.env, PATH: `${join(home, 'bin')}:${process.env['PATH']}` }
  await putSignedInAccounts(session, [{ name: 'work' }, { name: 'board' }])
})
afterEach(async () => {
  await jiraToken('agent', 'uninstall')
  await session.close()
})

/** Everything that a user can have. */
async function useEverything() {
  const envFile = await put('project/.env', 'MINE=1\nJIRA_OAUTH_ACCESS_TOKEN=old\n')
  await good('sync', 'add', 'work', '--env', envFile)
  await good('sync', 'add', 'board')
  const mcpFile = await put('.cursor/mcp.json', '{"mcpServers":{"other":{"command":"other"}}}')
  const url = 'https://mcp.example.com/mcp'
  await good('mcp', 'install', '--client', 'cursor', '--url', url, '--name', 'mine')
  const anotherHome = { ...env, JIRA_TOKEN_HOME: join(home, 'another') }
  await runCli(['mcp', 'install', '--client', 'cursor', '--url', url, '--name', 'another'], anotherHome)
  const installed = await good('agent', 'install')
  const autostart = autostartEntry({ command: ['/usr/bin/true'], dataFolder: session.dataFolder })
  const files = {
    unit: /Installed the background agent: (.*)/.exec(installed.stderr)?.[1] ?? '',
    autostart: await put('.config/autostart/jira-token-tray.desktop', autostart),
    completions: await put(
      '.config/fish/completions/jira-token.fish',
      (await good('completion', 'fish')).stdout,
    ),
    token: join(session.desktop.runtimeDir, 'jira-token-tray/board.token'),
    settings: join(session.dataFolder, 'settings.json'),
    // as the AppImage puts it there
    command: await put('.local/share/jira-token-tray/cli-0.1.0-abcdef/jira-token', '#!/bin/sh\n', 0o755),
  }
  await mkdir(join(home, '.local/bin'), { recursive: true })
  await symlink(files.command, join(home, '.local/bin/jira-token'))
  await put('.bashrc', 'source <(jira-token completion bash)\n')
  for (const file of Object.values(files)) expect(existsSync(file), file).toBe(true)
  return { envFile, mcpFile, files }
}

test('everything of the user is listed, removed, and gone; what belongs to others stays', async () => {
  const { envFile, mcpFile, files } = await useEverything()
  const token = (await good('token', 'work')).stdout.trim()
  expect(await readFile(envFile, 'utf8')).toContain(token)

  // nobody can be asked
  const listed = await uninstall()
  expect(listed).toMatchObject({ code: 2, stdout: '' })
  expect(listed.stderr).toContain('add --yes to confirm')
  const copies = join(home, '.local/share/jira-token-tray')
  for (const file of Object.values({ ...files, settings: session.dataFolder, command: copies }))
    expect(listed.stderr).toContain(file)
  const [removed = '', stays = ''] = listed.stderr.split('This stays:')
  expect(removed).toMatch(/- the account work, [^]*- the account board, /)
  expect(removed).toContain(`- “mine” in the settings of Cursor (${mcpFile})`)
  expect(stays).toContain(`- ${envFile}: only the token in it is removed`)
  expect(stays).toContain(`- the line in ${join(home, '.bashrc')} that loads completions`)
  expect(await session.keychain()).toHaveLength(2)

  const done = await uninstall('--yes')
  expect(done, done.stderr).toMatchObject({ code: 0, stdout: '' })
  expect(done.stderr).toMatch(/All your data is removed\.[^\n]*\n$/)
  expect(done.stderr).not.toContain(token)
  for (const file of Object.values(files)) expect(existsSync(file), file).toBe(false)
  expect(existsSync(session.dataFolder)).toBe(false)
  expect(lstatSync(join(home, '.local/bin/jira-token'), { throwIfNoEntry: false })).toBe(undefined)
  expect(await session.keychain()).toEqual([])
  expect(await session.ownerPid()).toBe(null)
  expect(await readFile(envFile, 'utf8')).toBe('MINE=1\nJIRA_OAUTH_ACCESS_TOKEN=\n')
  const { mcpServers } = JSON.parse(await readFile(mcpFile, 'utf8')) as { mcpServers: object }
  expect(Object.keys(mcpServers).sort()).toEqual(['another', 'other'])

  expect(await uninstall()).toMatchObject({ code: 0, stderr: 'There is nothing of yours to remove.\n' })
  expect(existsSync(session.dataFolder)).toBe(false)
})

test('on a terminal it asks, and anything but yes changes nothing', async () => {
  const cli = createJiraToken(env, session.dataFolder)
  const asking = cli.startOnTerminal(['uninstall', '--all-my-data'])
  await asking.says(/Remove all of this\?.*\[y\/N\]/)
  asking.type('n')
  expect((await asking.ended).stdout).toContain('Nothing was changed.')
  expect((await good('token', 'work')).stdout).toBe(`${(await good('token', 'work')).stdout.trim()}\n`)

  const agreeing = cli.startOnTerminal(['uninstall', '--all-my-data'])
  await agreeing.says(/Remove all of this\?/)
  agreeing.type('y')
  expect(await agreeing.ended).toMatchObject({ code: 0 })
  expect(existsSync(session.dataFolder)).toBe(false)
})

test('with a locked keychain nothing else is removed, and a second try finishes', async () => {
  const { files } = await useEverything()
  await session.desktop.restartKeyring('locked')
  const failed = await uninstall('--yes')
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.stderr).toMatch(/^Not removed: the account work, .*\(.*keychain/m)
  const left = failed.stderr.split('Still there:')[1] ?? ''
  for (const what of ['the account work', 'the account board', files.unit, session.dataFolder])
    expect(left).toContain(what)
  for (const file of Object.values(files)) expect(existsSync(file), file).toBe(true)

  await session.desktop.restartKeyring()
  expect(await session.keychain()).toHaveLength(2)
  expect(await uninstall('--yes')).toMatchObject({ code: 0 })
  expect(await session.keychain()).toEqual([])
})

test('accounts that can’t be read lose their secrets too, although no other command removes those', async () => {
  const file = join(session.dataFolder, 'settings.json')
  const content = JSON.parse(await readFile(file, 'utf8')) as RecordsContent
  const accounts = content.accounts.map((one) => (one.id === 'board' ? { ...one, clientId: 17 } : one))
  await writeFile(file, JSON.stringify({ ...content, accounts }))
  await good('status')
  expect(await session.keychain()).toHaveLength(2)
  const done = await uninstall('--yes')
  expect(done.stderr).toContain('Removed: secrets of accounts that could not be read')
  expect(done).toMatchObject({ code: 0 })
  expect(await session.keychain()).toEqual([])
})

test('a folder with files of others keeps them, and says so', async () => {
  await writeFile(join(session.dataFolder, 'notes.txt'), 'mine')
  await mkdir(join(session.dataFolder, 'logs'), { recursive: true })
  await writeFile(join(session.dataFolder, 'logs/other.log'), 'mine')
  const done = await uninstall('--yes')
  expect(done).toMatchObject({ code: 1 })
  expect(done.stderr).toContain('the folder has other files: notes.txt.')
  expect(await readFile(join(session.dataFolder, 'logs/other.log'), 'utf8')).toBe('mine')
  for (const gone of ['settings.json', 'settings.last-good.json', 'history.jsonl', 'owner'])
    expect(existsSync(join(session.dataFolder, gone)), gone).toBe(false)
  expect(await session.keychain()).toEqual([])
})

test('it needs --all-my-data, and no socket of other accounts', async () => {
  expect(await jiraToken('uninstall', '--yes')).toMatchObject({ code: 2 })
  const socket = { ...env, JIRA_TOKEN_SOCKET: join(session.dataFolder, 'owner/api.sock') }
  const refused = await runCli(['uninstall', '--all-my-data', '--yes'], socket)
  expect(refused).toMatchObject({ code: 2 })
  expect(refused.stderr).toContain('JIRA_TOKEN_SOCKET')
  expect(await session.keychain()).toHaveLength(2)
})
