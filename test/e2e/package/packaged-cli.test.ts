import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { packageCliIfStale } from '../../../scripts/package-cli.ts'
import type { CliRun } from '../../../scripts/harness/cli.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { getKeychainService, readKeychain } from '../../../scripts/harness/keychain.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { startEverythingServer } from '../../support/mcp/everything-server.ts'
import { definedOnly } from '../../support/mcp/mcp-session.ts'
import { eventually } from '../../support/eventually.ts'

let session: HeadlessSession
/** Why it can't be packaged here; null if it was. */
let whyNot: string | null = null
let folder = ''
/** The link that people call. */
let program = ''
/** No PATH, and nothing else that the keychain does not need. */
let bare: NodeJS.ProcessEnv

beforeAll(async () => {
  try {
    folder = await packageCliIfStale(() => undefined)
  } catch (error) {
    // without npm's Node there is nothing to test
    whyNot = (error as Error).message
    return
  }
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  const { home } = session.desktop
  await mkdir(join(home, 'bin'))
  program = join(home, 'bin/jira-token')
  await symlink(join(folder, 'jira-token'), program)
  bare = {
    HOME: home,
    PATH: '',
    JIRA_TOKEN_HOME: session.dataFolder,
    DBUS_SESSION_BUS_ADDRESS: session.env['DBUS_SESSION_BUS_ADDRESS'],
  }
})
afterAll(() => session?.close())
beforeEach(({ skip }) => skip(whyNot !== null, `jira-token can’t be packaged here: ${whyNot}`))

async function run(args: readonly string[], env = bare, command = program): Promise<CliRun> {
  const child = spawn(command, args, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const answer = (text: string) => ({ code: 0, stdout: text, stderr: '' })

test('it starts an agent without Node and without a PATH, and finds the sign-in in the keychain', async () => {
  await session.killOwner()
  expect(await run(['token'])).toEqual(answer(`${await session.accessToken()}\n`))
  const pid = await session.ownerPid()
  expect(await readlink(`/proc/${pid}/exe`)).toBe(join(folder, 'jira-token-full'))
  expect((await run(['status'])).stdout).toContain('work')
  const log = await readFile(join(session.dataFolder, 'logs/jira-token-tray.log'), 'utf8')
  expect(log).toContain('the agent has started')
})

test('the licenses of everything in it are beside it', async () => {
  const licenses = (await readdir(folder)).filter((name) => /LICENSE|NOTICES/.test(name))
  expect(licenses.toSorted()).toEqual(['LICENSE', 'LICENSE.glibc', 'LICENSE.node', 'THIRD-PARTY-NOTICES.txt'])
  const text = (name: string) => readFile(join(folder, name), 'utf8')
  expect(await text('LICENSE.glibc')).toContain('GNU LESSER GENERAL PUBLIC LICENSE')
  expect(await text('LICENSE.node')).toContain('OpenSSL')
  expect(await text('THIRD-PARTY-NOTICES.txt')).toMatch(/^zod [\d.]+ \(MIT\)$/m)
})

test('the small program answers `token` of a real owner by itself', async () => {
  await run(['status'])
  const alone = join(session.desktop.home, 'alone')
  await copyFile(join(folder, 'jira-token'), alone)
  const token = await session.accessToken()
  expect(await run(['token'], bare, alone)).toEqual(answer(`${token}\n`))
  expect(await run(['token', 'work', '--min-valid', '60'], bare, alone)).toEqual(answer(`${token}\n`))
})

test('it runs programs with a token, and completes commands', async () => {
  const { stdout } = await run(['run', '--', '/bin/sh', '-c', 'echo "$JIRA_OAUTH_ACCESS_TOKEN"'])
  expect(stdout).toBe(`${await session.accessToken()}\n`)
  expect((await run(['__complete', 'bash', 'jira-token st', 'st'])).stdout).toContain('status')
  expect((await run(['completion', 'bash'])).stdout).toContain('complete -F')
})

test('doctor finds nothing wrong, and names the Node inside', async () => {
  const { code, stdout } = await run(['doctor'])
  expect(stdout).not.toContain('✗')
  expect(stdout).toMatch(/✓ keychain: .*\n/)
  expect(stdout).toMatch(/jira-token [\d.]+ on Node 24\./)
  expect(code).toBe(0)
})

test('renews, and saves the new token, also after the keyring has restarted', async () => {
  await run(['status'])
  await session.desktop.restartKeyring()
  expect(await run(['renew'])).toMatchObject({ code: 0 })
  const stored = async () => {
    const [item] = await readKeychain(session.env, getKeychainService(session.dataFolder))
    return item?.tokenSet?.accessToken
  }
  const { stdout } = await run(['token'])
  await eventually(stored).toBe(stdout.trim())
})

test('it is an MCP bridge, and its entry in a client needs no Node', async () => {
  const everything = await startEverythingServer()
  onTestFinished(() => everything.stop())
  const url = `http://localhost:${everything.port}/mcp`
  await mkdir(join(session.desktop.home, '.cursor'), { recursive: true })
  const path = { ...bare, PATH: join(session.desktop.home, 'bin') }
  const installed = await run(['mcp', 'install', '--client', 'cursor', '--url', url, '--name', 'it'], path)
  expect(installed).toMatchObject({ code: 0 })
  const text = await readFile(join(session.desktop.home, '.cursor/mcp.json'), 'utf8')
  const { it: entry } = (
    JSON.parse(text) as { mcpServers: Record<string, { command: string; args: string[] }> }
  ).mcpServers
  expect(entry).toMatchObject({ command: program, args: ['mcp', '--url', url] })
  expect((await run(['mcp', 'list', '--client', 'cursor'])).stdout).not.toContain('missing')

  const client = new Client({ name: 'test', version: '1' })
  onTestFinished(() => client.close())
  await client.connect(new StdioClientTransport({ ...entry!, env: definedOnly(bare), stderr: 'ignore' }))
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('echo')
})

test('the installed agent is the same program', async () => {
  const bin = join(session.desktop.home, 'tools')
  await mkdir(bin)
  const fake = join(rootFolder, 'scripts/harness/fake-systemctl.mjs')
  await writeFile(join(bin, 'systemctl'), `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`, {
    mode: 0o755,
  })
  const path = `${bin}:${join(session.desktop.home, 'bin')}`
  const env = { ...bare, PATH: path, XDG_RUNTIME_DIR: session.desktop.runtimeDir }
  const installed = await run(['agent', 'install'], env)
  expect(installed).toMatchObject({ code: 0 })
  const unit = /Installed the background agent: (.*)/.exec(installed.stderr)?.[1] ?? ''
  expect(await readFile(unit, 'utf8')).toContain(`ExecStart="${program}" "agent" "--service"`)
  expect(await readlink(`/proc/${await session.ownerPid()}/exe`)).toBe(join(folder, 'jira-token-full'))
  expect((await run(['agent', 'status'], env)).stdout).not.toContain('missing')
  expect(await run(['agent', 'uninstall'], env)).toMatchObject({ code: 0 })
})

test('nothing turns it into Node: no option, no variable, no script, no debugger', async () => {
  const full = join(folder, 'jira-token-full')
  const script = join(session.desktop.home, 'script.cjs')
  await writeFile(script, 'console.log("taken over")')
  const variables = { ...bare, NODE_OPTIONS: `--require ${script} --inspect=0` }
  for (const words of [[script], ['-e', 'console.log("taken over")'], ['--require', script], ['--version']]) {
    const { stdout, stderr } = await run(words, variables, full)
    expect(stdout + stderr).not.toMatch(/taken over|Debugger/)
  }
  await session.killOwner()
  const agent = spawn(program, ['agent'], { env: bare, stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void agent.kill())
  let said = ''
  agent.stderr.on('data', (part: Buffer) => (said += part.toString()))
  await eventually(async () => said).toContain('Agent running')
  agent.kill('SIGUSR1')
  expect(await run(['token'])).toMatchObject({ code: 0 })
  expect(said).not.toContain('Debugger')
})
