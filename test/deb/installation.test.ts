import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../local-atlassian/free-port.ts'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { startTrayPanel, type TrayPanel } from '../../scripts/harness/tray-panel.ts'
import { until } from '../../scripts/harness/until.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { eventually } from '../support/eventually.ts'
import { accountOptions, type CliRun, type RunningCli } from '../support/jira-token.ts'
import { startEverythingServer, type EverythingServer } from '../support/mcp/everything-server.ts'
import { startGuardedServer, type GuardedServer } from '../support/mcp/guarded-server.ts'
import { definedOnly, patient } from '../support/mcp/mcp-session.ts'
import { startMachine, type Machine } from './machine.ts'

// one long test in steps, as a person would do it; the first one that fails ends it

const deb = process.env['JIRA_TOKEN_TEST_DEB'] ?? ''
const nextDeb = process.env['JIRA_TOKEN_TEST_NEXT_DEB'] ?? ''
const folder = '/usr/lib/jira-token-tray'

const numberOf = (option: '-u' | '-g') => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }))
const user = { uid: numberOf('-u'), gid: numberOf('-g') }

let desktop: PrivateDesktop
let panel: TrayPanel
let atlassian: LocalAtlassian
let everything: EverythingServer
let server: GuardedServer
let machine: Machine
let redirectUri = ''
/** What a desktop gives its programs. */
let env: NodeJS.ProcessEnv
/** The same with another data folder, whose owner is an agent. */
let agentEnv: NodeJS.ProcessEnv
let pathsWithPackage: ReadonlySet<string>
let ofPackage: ReadonlySet<string>
/** A client of the installed bridge. */
let bridged: Client

beforeAll(async () => {
  redirectUri = `http://localhost:${await freePort()}/callback`
  ;[desktop, atlassian, everything] = await Promise.all([
    startPrivateDesktop({ user }),
    startLocalAtlassian({ redirectUris: [redirectUri] }),
    startEverythingServer(),
  ])
  panel = await startTrayPanel(desktop.busAddress ?? '')
  server = await startGuardedServer(everything.port, atlassian)
  const ofDesktop = Object.entries(desktop.env).filter(([name]) =>
    /^(HOME|DISPLAY|XAUTHORITY|XDG_.*|DBUS_SESSION_BUS_ADDRESS|GSETTINGS_BACKEND|NO_AT_BRIDGE)$/.test(name),
  )
  env = { ...Object.fromEntries(ofDesktop), PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' }
  agentEnv = { ...env, JIRA_TOKEN_HOME: join(desktop.home, 'agent') }
  machine = await startMachine(process.env['JIRA_TOKEN_TEST_DEBIAN'] ?? '', dirname(desktop.home))
})
afterAll(async () => {
  await bridged?.close()
  await machine?.close()
  panel?.close()
  await server?.close()
  await Promise.all([everything?.stop(), atlassian?.close(), desktop?.close()])
})

/** `jira-token` of the package, as its link is called. */
const start = (args: readonly string[], variables = env): RunningCli =>
  machine.run(['/usr/bin/jira-token', ...args], user, variables)

async function good(args: readonly string[], variables = env, stdin = ''): Promise<CliRun> {
  const running = start(args, variables)
  running.process.stdin?.end(stdin)
  const run = await running.ended
  expect(run, `jira-token ${args.join(' ')}: ${run.stderr}`).toMatchObject({ code: 0 })
  return run
}

const owner = async (variables = env) =>
  (JSON.parse((await good(['status', '--json'], variables)).stdout) as Status).owner

/** The process that owns the accounts, once it runs from files of the installed package. */
const ownerFrom = (program: string, variables = env, not: number | null = null) =>
  until(
    `${program} owns the accounts`,
    async () => (await owner(variables)).pid,
    (pid) => pid !== not && machine.programsFrom(folder).get(pid) === `${folder}/${program}`,
  )

async function install(file: string): Promise<void> {
  machine.copy(file)
  await machine.asRoot('apt', 'install', '-y', `/tmp/${basename(file)}`)
}

test('apt installs it, with everything it needs but Node', async () => {
  await machine.asRoot('apt', 'update')
  await install(deb)
  pathsWithPackage = await machine.paths()
  ofPackage = new Set((await machine.asRoot('dpkg-query', '--listfiles', 'jira-token-tray')).split('\n'))
  expect([...pathsWithPackage]).toContain(`${folder}/jira-token-tray`)
  const node = machine.run(['/bin/sh', '-c', 'command -v node nodejs'], user, env)
  expect(await node.ended).toMatchObject({ stdout: '' })
  expect((await good(['--version'])).stdout).toMatch(/\d+\.\d+\.\d+/)
})

test('it starts from its menu entry, inside Chromium’s sandbox, and shows its icon', async () => {
  const entry = '/usr/share/applications/jira-token-tray.desktop'
  machine.start(['/usr/bin/gio', 'launch', entry], user, env)
  await until('the app has its icon', () => panel.hasIcon(), Boolean)
  expect((await owner()).kind).toBe('app')
  await ownerFrom('jira-token-tray')

  const app = [...machine.programsFrom(folder).keys()].map((one) => ({
    words: machine.readProcess(one, 'cmdline'),
    status: machine.readProcess(one, 'status'),
  }))
  expect(app.filter(({ words }) => words.includes('no-sandbox'))).toEqual([])
  const pages = app.filter(({ words }) => words.includes('--type=renderer'))
  expect(pages.length).toBeGreaterThan(0)
  // 2: only the system calls of a filter. Source: proc(5)
  for (const { status } of pages) expect(status).toMatch(/^Seccomp:\s2$/m)
})

test('a user signs in, and gets tokens without a PATH', async () => {
  const options = [...accountOptions(atlassian, redirectUri), '--client-secret-stdin']
  await good(['accounts', 'add', 'work', ...options], env, `${atlassian.clientSecret}\n`)
  const signingIn = start(['sign-in', 'work', '--browser', '--no-open'])
  const page = await signingIn.says(/\n/)
  expect((await fetch((await walkThroughSignIn(page.trim())).url)).status).toBe(200)
  expect((await signingIn.ended).stderr).toContain('Signed in to work')

  const { stdout } = await good(['token'], { ...env, PATH: '' })
  expect(await atlassian.introspect(stdout.trim())).toMatchObject({ active: true })
})

test('the entry that it writes for an MCP client starts a bridge', async () => {
  const install = ['mcp', 'install', '--client', 'cursor', '--url', server.url, '--name', 'it']
  await good(install)
  const config = JSON.parse(readFileSync(join(desktop.home, '.cursor/mcp.json'), 'utf8')) as {
    mcpServers: Record<string, { command: string; args: string[]; env?: Record<string, string> }>
  }
  const entry = config.mcpServers['it']!
  expect(entry.command).toBe('/usr/bin/jira-token')

  const [command, ...args] = machine.words([entry.command, ...entry.args], user)
  bridged = new Client({ name: 'test', version: '1' })
  const variables = definedOnly({ ...env, PATH: '', ...entry.env })
  const transport = new StdioClientTransport({ command, args, env: variables, stderr: 'ignore' })
  await bridged.connect(transport, patient)
  expect((await bridged.listTools(undefined, patient)).tools.map(({ name }) => name)).toContain('echo')
  expect(server.seen.some(({ refusedWith }) => refusedWith === null)).toBe(true)
})

test('the next version is installed over it: app and agent start again from it, and bridges go on', async () => {
  machine.start(['/usr/bin/jira-token', 'agent'], user, agentEnv)
  const oldAgent = await ownerFrom('resources/cli/jira-token-full', agentEnv)
  const oldApp = await ownerFrom('jira-token-tray')
  const version = () => machine.asRoot('dpkg-query', '--show', '--showformat=${Version}', 'jira-token-tray')
  const oldVersion = await version()
  await install(nextDeb)
  expect(await version()).toBe(`${oldVersion}+next`)

  await ownerFrom('jira-token-tray', env, oldApp)
  await ownerFrom('resources/cli/jira-token-full', agentEnv, oldAgent)
  await until('the new app has its icon', () => panel.hasIcon(), Boolean)
  const { stdout } = await good(['token'])
  expect(await atlassian.introspect(stdout.trim())).toMatchObject({ active: true })
  const echo = { name: 'echo', arguments: { message: 'still here' } }
  expect(JSON.stringify(await bridged.callTool(echo, patient))).toContain('still here')
})

test('removing it ends the app, the agent, and the bridge', async () => {
  expect(machine.programsFrom(folder).size).toBeGreaterThan(3)
  await machine.asRoot('apt', 'remove', '-y', 'jira-token-tray')
  expect([...machine.programsFrom(folder)]).toEqual([])
  await eventually(() => panel.hasIcon()).toBe(false)
})

test('purging it leaves nothing in the system', async () => {
  await machine.asRoot('apt', 'purge', '-y', 'jira-token-tray')
  const paths = await machine.paths()
  const isNew = (path: string) => !pathsWithPackage.has(path)
  expect([...paths].filter((path) => path.includes('jira-token') || isNew(path))).toEqual([])
  const lost = [...pathsWithPackage].filter((path) => !paths.has(path) && !ofPackage.has(path))
  expect(lost.filter((path) => !path.includes('jira-token'))).toEqual([])
})
