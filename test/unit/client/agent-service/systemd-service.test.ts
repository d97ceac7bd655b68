import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test as testAnywhere } from 'vitest'
import type { AgentCommand } from '../../../../src/client/agent-service/agent-service.ts'
import { openSystemdService, systemdUnit } from '../../../../src/client/agent-service/systemd-service.ts'
import { needProgram } from '../../../support/need-program.ts'
import { createServiceHost } from '../../../support/service-host.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

// Windows has other paths
const test = testAnywhere.skipIf(process.platform === 'win32')

const command = (words: readonly string[], home = '/home/ada/data'): AgentCommand => ({
  words,
  variables: { JIRA_TOKEN_HOME: home },
})

const unit = 'jira-token-agent.service'
const program = async (folder: string): Promise<string> => {
  await writeFile(join(folder, 'script.cjs'), '')
  return join(folder, 'script.cjs')
}

test('quotes what systemd would read as something else', () => {
  const text = systemdUnit(
    command(
      ['/opt/$a b/100%/node', String.raw`/home/$ada/\x/"jira-token".cjs`, 'agent'],
      '/data/50% "of" $x',
    ),
  )
  expect(text).toContain(
    String.raw`ExecStart="/opt/$a b/100%%/node" "/home/$$ada/\\x/\"jira-token\".cjs" "agent"`,
  )
  expect(text).toContain(String.raw`Environment="JIRA_TOKEN_HOME=/data/50%% \"of\" $x"`)
})

test('has a shell start a program with a path that systemd refuses', () => {
  expect(systemdUnit(command(["/opt/ada's/node", '/jira-token.cjs', 'agent']))).toContain(
    String.raw`ExecStart="/bin/sh" "-c" "exec \"$$0\" \"$$@\"" "/opt/ada's/node" "/jira-token.cjs" "agent"`,
  )
})

test('starts the packaged program alone, if it is there', () => {
  const text = systemdUnit(command(['/usr/bin/jira-token', 'agent', '--service']))
  expect(text).toContain('ExecStart="/usr/bin/jira-token" "agent" "--service"')
  expect(text).toContain('ConditionPathExists=/usr/bin/jira-token\n')
})

test.each(['jira-token', "ada's jira-token"])(
  'says when the packaged program is missing: %s',
  async (name) => {
    const { host, home } = await createServiceHost('linux', {})
    const service = await openSystemdService(host)
    const packaged = join(home, name)
    await writeFile(packaged, '')
    await service.install(command([packaged, 'agent', '--service']))
    expect((await service.state()).missing).toEqual([])
    await rm(packaged)
    expect((await service.state()).missing).toEqual([packaged])
  },
)

test('refuses a line break, which would begin a line of its own in the unit', () => {
  expect(() => systemdUnit(command(['/bin/node', '/a\nExecStartPre=/bin/evil']))).toThrow(/line break/)
  expect(() => systemdUnit(command(['/bin/node', '/a'], '/data\n'))).toThrow(/line break/)
})

// systemd complains about a program that is not there, so it must have read the path as it is meant
for (const name of [
  'plain',
  'with spaces',
  'a "quote"',
  "an 'apostrophe'",
  '100%h',
  '$HOME ${x}',
  String.raw`back\slash`,
  'semi;colon',
  'ünïcode',
])
  test(`systemd accepts the unit and finds the program: ${name}`, async (context) => {
    needProgram(context, 'systemd-analyze', 'systemd')
    const folder = join(await temporaryFolder(), name)
    await mkdir(folder)
    const node = join(folder, 'node')
    await copyFile('/bin/true', node)
    await chmod(node, 0o755)
    // its own path must be one that systemd can show
    const file = join(await temporaryFolder(), unit)
    await writeFile(
      file,
      systemdUnit(command([node, join(folder, 'jira-token.cjs'), 'agent', '--service'], folder)),
    )
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', '--user', file], {
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    })
    expect(stdout + stderr).toBe('')
  })

test('installs, reports, stops, and removes the unit', async () => {
  const { host, home, calls } = await createServiceHost('linux', {
    'loginctl show-user ada --property=Linger': { code: 0, output: 'Linger=no\n' },
  })
  const service = await openSystemdService(host)
  const file = join(home, '.config/systemd/user', unit)
  expect(service).toMatchObject({ file, problem: null, log: `journalctl --user -u ${unit}` })
  expect(await service.state()).toEqual({ installed: false, running: false, lingering: null, missing: [] })
  expect(await service.uninstall()).toBe(false)

  calls.length = 0
  await service.install(command([process.execPath, await program(home), 'agent', '--service']))
  expect(calls).toEqual([
    'systemctl --user daemon-reload',
    `systemctl --user enable ${unit}`,
    `systemctl --user restart ${unit}`,
  ])
  expect(await readFile(file, 'utf8')).toContain('WantedBy=default.target')
  expect(await service.state()).toEqual({ installed: true, running: true, lingering: false, missing: [] })

  expect(await service.stop()).toBe('when you log in again')
  expect(await service.uninstall()).toBe(true)
  expect(calls).toContain(`systemctl --user disable --now ${unit}`)
  expect(await service.uninstall()).toBe(false)
})

test('names a program that the unit starts and that is gone', async () => {
  const { host, home } = await createServiceHost('linux')
  const service = await openSystemdService(host)
  const lost = join(home, 'a "b" 100%', '$x.cjs')
  await service.install(command([process.execPath, lost, 'agent', '--service']))
  expect((await service.state()).missing).toEqual([lost])
  const node = join(home, "ada's $node")
  await service.install(command([node, lost, 'agent', '--service']))
  expect((await service.state()).missing).toEqual([node, lost])
})

test('another data folder has an agent of its own', async () => {
  const { host } = await createServiceHost('linux', {}, false)
  expect((await openSystemdService(host)).file).toMatch(/\/jira-token-agent-[\da-f]{8}\.service$/)
})

test('puts the unit where the service manager looks, whatever the shell says', async () => {
  const { host } = await createServiceHost('linux', {
    'systemctl --user show-environment': { code: 0, output: 'HOME=/home/ada\nLANG=C\n' },
  })
  const odd = { ...host, environment: { XDG_CONFIG_HOME: '/elsewhere' } }
  expect((await openSystemdService(odd)).file).toBe(`/home/ada/.config/systemd/user/${unit}`)
})

test.each([
  [{ code: null, output: 'spawn systemctl ENOENT' }, /systemctl was not found/],
  [
    { code: 1, output: 'Failed to connect to bus: No medium found' },
    /Failed to connect to bus: No medium found/,
  ],
])(
  'without a user session of systemd, it says what to do instead; what is there can be removed',
  async (answer, why) => {
    const { host, home } = await createServiceHost('linux', { 'systemctl --user show-environment': answer })
    const service = await openSystemdService(host)
    expect(service.problem).toMatch(why)
    expect(service.problem).toContain('“jira-token agent --service”')
    await mkdir(join(home, '.config/systemd/user'), { recursive: true })
    await writeFile(service.file, '')
    expect(await service.uninstall()).toBe(true)
  },
)

test('what systemctl says is in the error, on one line', async () => {
  const { host } = await createServiceHost('linux', {
    [`systemctl --user restart ${unit}`]: { code: 1, output: 'Unit is masked.\nwork signed in everywhere' },
  })
  const service = await openSystemdService(host)
  await expect(service.install(command(['/bin/node', '/script']))).rejects.toThrow(
    `systemctl --user restart ${unit} failed: Unit is masked. work signed in everywhere`,
  )
})
