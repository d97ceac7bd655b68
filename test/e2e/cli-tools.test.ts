import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import type { Finding, Status } from '../../src/shared/local-api.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { watchProcessArguments } from '../support/process-arguments.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { until } from '../../scripts/harness/until.ts'
import { untilAppOwns } from '../support/ask-local-api.ts'
import { eventually } from '../support/eventually.ts'

interface Run {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** The exit code, once it has ended. */
  ended(): Promise<number | null>
}

const program = join(rootFolder, 'out/cli/jira-token.cjs')

const children: ChildProcess[] = []
let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  await session.launch({ args: ['--hidden'] })
  await untilAppOwns(session.dataFolder)
  await until('the account has a valid token', token, (text) => text !== '')
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await session.close()
})

/** Detached from the terminal the tests run in, because its foreground process group is treated differently. */
function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): Run {
  const environment = { ...process.env, JIRA_TOKEN_HOME: session.dataFolder, ...env }
  const child = spawn(command, args, { env: environment, detached: true })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  if (input !== '') child.stdin.end(input)
  const closed = once(child, 'close').then(([code]) => code as number | null)
  children.push(child)
  return { child, stdout: () => stdout, stderr: () => stderr, ended: () => closed }
}

const startCli = (args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): Run =>
  start(process.execPath, [program, ...args], env, input)

async function jiraToken(args: readonly string[], env: NodeJS.ProcessEnv = {}, input = '') {
  const run = startCli(args, env, input)
  const code = await run.ended()
  return { code, stdout: run.stdout(), stderr: run.stderr() }
}

/** Runs on its own terminal, created with util-linux's `script`; whatever is written to stdin is typed there. */
function startOnTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const quoted = [process.execPath, program, ...args].map(
    (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`,
  )
  // replaces the shell, which would otherwise get Ctrl-C too
  return start('script', ['-qec', `exec ${quoted.join(' ')}`, '/dev/null'], { TERM: 'xterm', ...env })
}

async function token(): Promise<string> {
  return (await jiraToken(['token'])).stdout.trim()
}

/** No app: the owner is an agent, started if none is running. */
const withoutApp = () => ({ DISPLAY: '', DBUS_SESSION_BUS_ADDRESS: session.desktop.busAddress ?? '' })

const onDesktop = () => ({
  DISPLAY: session.desktop.env['DISPLAY'] ?? '',
  DBUS_SESSION_BUS_ADDRESS: session.desktop.busAddress ?? '',
})

const script = (text: string) => ['--', process.execPath, '-e', text]

/** Counts interrupts that arrive close together, then prints the number. */
const countInterrupts = `
let count = 0
process.on('SIGINT', () => {
  count += 1
  if (count === 1) setTimeout(() => process.exit(console.log('interrupts: ' + count) ?? 9), 400)
})
setInterval(() => undefined, 1000)
console.log('ready')`

test('`run` gives a program the token, its expiry, and the site, and exits with its exit code', async () => {
  const names = [
    'JIRA_OAUTH_ACCESS_TOKEN',
    'ATLASSIAN_OAUTH_ACCESS_TOKEN',
    'JIRA_OAUTH_TOKEN_EXPIRES_AT',
    'ATLASSIAN_OAUTH_CLOUD_ID',
  ]
  const tell = `for n in ${names.join(' ')}; do eval "echo \\$$n"; done; exit 7`
  const { code, stdout, stderr } = await jiraToken(['run', 'work', '--', 'sh', '-c', tell])
  expect(code).toBe(7)
  const [jira, atlassian, expiresAt, cloudId] = stdout.split('\n')
  expect(await session.atlassian.introspect(jira ?? '')).toMatchObject({ active: true, newest: true })
  expect(atlassian).toBe(jira)
  expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.now())
  expect(stderr).toContain(cloudId)
  expect(stderr).toMatch(/^Using site .* pass --cloud-id: /)
})

test('`run` uses the site from the option or the environment, without printing anything', async () => {
  const tell = ['--', 'sh', '-c', 'echo $ATLASSIAN_OAUTH_CLOUD_ID']
  expect(await jiraToken(['run', '--cloud-id', 'mine', ...tell])).toMatchObject({
    stdout: 'mine\n',
    stderr: '',
  })
  const { sites } = JSON.parse((await jiraToken(['test', '--json'])).stdout) as { sites: { id: string }[] }
  const id = sites.at(-1)?.id ?? ''
  expect(await jiraToken(['run', ...tell], { ATLASSIAN_OAUTH_CLOUD_ID: id })).toMatchObject({
    stdout: `${id}\n`,
    stderr: '',
  })
})

test('`run` passes on stdin, and keeps the token out of every command line', async () => {
  const secret = await token()
  const run = startCli(['run', '--', 'sh', '-c', 'echo ready; cat; cat /proc/$$/cmdline /proc/$PPID/cmdline'])
  await eventually(() => run.stdout()).toBe('ready\n')
  const watch = watchProcessArguments()
  onTestFinished(() => watch.stop())
  expect(watch.seen().filter((text) => text.includes('echo ready'))).toHaveLength(2)
  run.child.stdin?.end('the input\n')
  await run.ended()
  expect(run.stdout()).toMatch(/^ready\nthe input\n/)
  expect(run.stdout()).toContain('jira-token.cjs')
  expect([run.stdout(), ...watch.seen()].filter((text) => text.includes(secret))).toEqual([])
})

test('`run` forwards each signal once, and reports which one ended the program', async () => {
  const ended = startCli(['run', ...script('setInterval(() => undefined, 1000); console.log("ready")')])
  await eventually(() => ended.stdout()).toContain('ready')
  ended.child.kill('SIGTERM')
  expect(await ended.ended()).toBe(143)

  const counting = startCli(['run', ...script(countInterrupts)])
  await eventually(() => counting.stdout()).toContain('ready')
  counting.child.kill('SIGINT')
  expect(await counting.ended()).toBe(9)
  expect(counting.stdout()).toContain('interrupts: 1\n')
})

test('`run` leaves the terminal to the program, which gets Ctrl-C once', async () => {
  const looking = startOnTerminal(['run', '--', 'sh', '-c', 'test -t 0 && test -t 1 && test -t 2 && exit 5'])
  expect(await looking.ended()).toBe(5)

  const counting = startOnTerminal(['run', ...script(countInterrupts)])
  await eventually(() => counting.stdout()).toContain('ready')
  counting.child.stdin?.write('\u0003')
  expect(await counting.ended()).toBe(9)
  expect(counting.stdout()).toContain('interrupts: 1\r\n')
})

test('`run` fails like a shell does, and starts nothing without a token', async () => {
  expect(await jiraToken(['run', '--', '/no/such/program'])).toMatchObject({ code: 127, stdout: '' })
  expect(await jiraToken(['run', '--', '/etc/passwd'])).toMatchObject({ code: 126, stdout: '' })
  expect(await jiraToken(['run', 'ls', '-l'])).toMatchObject({ code: 2, stdout: '' })
  expect(await jiraToken(['run', 'nobody', '--', 'echo', 'started'])).toMatchObject({ code: 4, stdout: '' })
})

test('`env` prints lines for eval', async () => {
  const text = `eval "$('${process.execPath}' '${program}' env --shell sh)"; printf %s "$JIRA_OAUTH_ACCESS_TOKEN"`
  const shell = start('sh', ['-c', text])
  expect(await shell.ended()).toBe(0)
  expect(shell.stdout()).toBe(await token())
  expect((await jiraToken(['env'], { SHELL: '/usr/bin/fish' })).stdout).toMatch(
    /^set -gx JIRA_OAUTH_ACCESS_TOKEN '/,
  )
  expect(await jiraToken(['env', '--shell', 'csh'])).toMatchObject({ code: 2, stdout: '' })
})

test('`test` shows the person and sites, and has its own exit code for a provider that is down', async () => {
  const { code, stdout } = await jiraToken(['test'])
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^work: the token works \(\d+ ms\)\n {2}person {2}Ada Lovelace.*\n {2}sites +\S+ +https:/,
  )
  await session.atlassian.pause()
  expect(await jiraToken(['test'])).toMatchObject({ code: 6, stdout: '' })
  await session.atlassian.resume()
})

test('`doctor` finds nothing wrong with a healthy app', async () => {
  const { code, stdout } = await jiraToken(['doctor'], onDesktop())
  expect({ code, failed: stdout.match(/^✗.*/gm) }).toEqual({ code: 0, failed: null })
  for (const line of [
    /^✓ data folder: /m,
    /^✓ owner: app \(pid \d+\) at /m,
    /^✓ keychain: read\/write OK/m,
    /^✓ clock: matches/m,
    /^✓ network: http:\/\/127\.0\.0\.1:\d+ answers in \d+ ms, directly/m,
    /^✓ work, client secret: stored/m,
    /^✓ work, scopes: .*read:jira-work/m,
    /^✓ work, token: works for .* \(Ada Lovelace\)/m,
    /^[✓!] work, callback URL: http:\/\/localhost:8080\/callback/m,
    /^✓ start at login: off/m,
    /^✓ tray: this desktop shows tray icons/m,
    /^✓ versions: jira-token \S+ on Node \S+; owner \S+ on Electron /m,
  ])
    expect(stdout).toMatch(line)
  expect(stdout).not.toContain('\u001b')
  expect(stdout).not.toContain(await token())
  expect((await session.keychain()).map(({ accountId }) => accountId)).toEqual(['work'])
})

test('`monitor` draws a bar on a terminal, and leaves the terminal as it was', async () => {
  const monitor = startOnTerminal(['monitor'])
  await eventually(() => monitor.stdout()).toMatch(/work \* .*█.* {2}\d\d:\d\d {2}/)
  const drawings = () => monitor.stdout().split('\u001b[?25l').length
  const before = drawings()
  await eventually(drawings).toBeGreaterThan(before)
  monitor.child.stdin?.write('\u0003')
  expect(await monitor.ended()).toBe(0)
  expect(monitor.stdout().lastIndexOf('\u001b[?25h')).toBeGreaterThan(
    monitor.stdout().lastIndexOf('\u001b[?25l'),
  )
})

test('`monitor` ends when nobody reads its output any more', async () => {
  const text = `'${process.execPath}' '${program}' monitor --json | head -n 1`
  const piped = start('sh', ['-c', text])
  await eventually(() => piped.stdout()).toContain('\n')
  expect(JSON.parse(piped.stdout())).toMatchObject({ event: 'seen', account: { name: 'work', valid: true } })
  await jiraToken(['renew'])
  await piped.ended()
})

test('`monitor` prints a line per renewal, survives a change of owner, and can end without stopping the owner', async () => {
  const env = withoutApp()
  const monitor = startCli(['monitor'], env)
  const lines = () => monitor.stdout().trimEnd().split('\n')
  await eventually(() => monitor.stdout()).toMatch(/^\d\d:\d\d:\d\d work 5\d min left, renews at .*\n$/)
  await jiraToken(['renew'])
  await eventually(() => lines().length).toBe(2)
  expect(lines()[1]).toMatch(/^\d\d:\d\d:\d\d work renewed, 5\d min left, renews at /)

  await session.app.kill()
  await eventually(() => monitor.stderr()).toContain('has stopped')
  await until(
    'the next owner holds the token',
    async () => (await jiraToken(['status', '--json'], env)).stdout,
    (text) => text.includes('"valid": true'),
  )
  await jiraToken(['renew'], env)
  await eventually(() => lines().length).toBe(3)
  expect(lines()[2]).toMatch(/ work renewed, /)

  const owner = async () => (JSON.parse((await jiraToken(['status', '--json'], env)).stdout) as Status).owner
  const before = await owner()
  monitor.child.kill('SIGINT')
  expect(await monitor.ended()).toBe(0)
  expect(await owner()).toEqual(before)
  expect(before.kind).toBe('agent')
})

test('`monitor` starts the next owner automatically', async () => {
  const env = withoutApp()
  const monitor = startCli(['monitor'], env)
  await eventually(() => monitor.stdout()).toContain('work')
  const { pid } = (JSON.parse((await jiraToken(['status', '--json'], env)).stdout) as Status).owner
  process.kill(pid, 'SIGKILL')
  const link = join(session.dataFolder, 'owner/api.sock')
  await eventually(() => monitor.stderr()).toContain('has stopped')
  await eventually(async () => {
    const asked = await jiraToken(['status', '--json'], { JIRA_TOKEN_SOCKET: link })
    return asked.code === 0 && (JSON.parse(asked.stdout) as Status).owner.pid !== pid
  }).toBe(true)
  monitor.child.kill('SIGINT')
  expect(await monitor.ended()).toBe(0)
  // the account was seen before, so it is not reported again
  expect(monitor.stdout().trimEnd().split('\n')).toHaveLength(1)
})

test('programs and `doctor` get the same from an agent as from the app', async () => {
  const env = withoutApp()
  const tell = ['--', 'sh', '-c', 'echo $JIRA_OAUTH_ACCESS_TOKEN; exit 3']
  const { code, stdout } = await jiraToken(['run', '--cloud-id', 'x', ...tell], env)
  expect(code).toBe(3)
  expect(await session.atlassian.introspect(stdout.trim())).toMatchObject({ active: true, newest: true })
  const report = await jiraToken(['doctor'], env)
  expect({ code: report.code, failed: report.stdout.match(/^✗.*/gm) }).toEqual({ code: 0, failed: null })
  expect(report.stdout).toMatch(/^✓ owner: background agent \(/m)
  expect(report.stdout).toMatch(/^✓ tray: not needed \(no desktop session\)/m)
})

test('`doctor` names every problem in a broken environment', async () => {
  const env = withoutApp()
  const look = async (more: NodeJS.ProcessEnv = {}) => {
    const { code, stdout } = await jiraToken(['doctor', '--json'], { ...env, ...more })
    const report = JSON.parse(stdout) as { ok: boolean; findings: Finding[] }
    const wrong = report.findings.filter(({ verdict }) => verdict !== 'ok')
    expect(wrong.filter(({ remedy }) => remedy === '')).toEqual([])
    return { code, ok: report.ok, wrong: wrong.map(({ name, verdict }) => `${name} ${verdict}`) }
  }
  await session.atlassian.pause()
  await session.desktop.killKeyring()
  const broken = await look({ DISPLAY: ':77', DBUS_SESSION_BUS_ADDRESS: 'disabled:' })
  expect(broken).toMatchObject({ code: 1, ok: false })
  expect(broken.wrong).toEqual(
    expect.arrayContaining([
      'keychain failed',
      'network failed',
      'clock warning',
      'token failed',
      'tray warning',
    ]),
  )
  await session.desktop.restartKeyring()
  await session.atlassian.resume()

  const folder = join(session.dataFolder, 'owner')
  chmodSync(folder, 0o755)
  const open = await look()
  expect(open).toMatchObject({ code: 1, ok: false })
  expect(open.wrong).toEqual(['data folder failed', 'owner failed', 'keychain warning'])
  chmodSync(folder, 0o700)
  expect((await jiraToken(['doctor'], { ...env, JIRA_TOKEN_SOCKET: '/nowhere.sock' })).stdout).toMatch(
    /^✗ owner: Neither the app nor a background agent is listening/m,
  )
})

test('a stopped owner is reported differently from a missing one', async () => {
  const env = withoutApp()
  const { pid } = (JSON.parse((await jiraToken(['status', '--json'], env)).stdout) as Status).owner
  process.kill(pid, 'SIGSTOP')
  const { code, stdout } = await jiraToken(['doctor'], env)
  process.kill(pid, 'SIGCONT')
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^✗ owner: No answer from the app or background agent: it did not answer within 10 seconds/m,
  )
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('agent')
  expect((await jiraToken(['agent', 'stop'], env)).code).toBe(0)
})
