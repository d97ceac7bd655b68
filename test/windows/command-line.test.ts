import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import { runCli, type CliRun } from '../../scripts/harness/cli.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let atlassian: LocalAtlassian
let dataFolder = ''
let env: NodeJS.ProcessEnv = {}

const cli = (args: readonly string[], more: NodeJS.ProcessEnv = {}, input = ''): Promise<CliRun> =>
  runCli(args, { ...env, ...more }, input)

async function ownerPid(more: NodeJS.ProcessEnv = {}): Promise<number> {
  const { stdout, stderr } = await cli(['status', '--json'], more)
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as Status).owner.pid
}

beforeAll(async () => {
  atlassian = await startLocalAtlassian({})
  dataFolder = await mkdtemp(join(await realpath(tmpdir()), 'jtt-windows-'))
  env = { ...process.env, JIRA_TOKEN_HOME: dataFolder }
  await putSignedInAccounts({ atlassian, dataFolder, desktop: { env } } as never, [{ name: 'work' }])
})
afterAll(async () => {
  await cli(['agent', 'stop', '--yes'])
  await atlassian.close()
  // the agent works in it until it has ended
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 50, retryDelay: 200 })
})
beforeEach(() => atlassian.resetCounts())

describe('jira-token on Windows', () => {
  it('starts an agent and prints a valid token', async () => {
    const { code, stdout, stderr } = await cli(['token', 'work'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(await atlassian.introspect(stdout.trim())).toMatchObject({ active: true, kind: 'access' })
  })

  it('has nothing to complain about in doctor, and gives no advice for other systems', async () => {
    const { stdout } = await cli(['doctor'])
    expect(stdout).toContain('background agent (pid')
    expect(stdout).not.toMatch(/✗|chmod|can’t connect/)
  })

  it('finds the same agent by another spelling of its folder, and by its pipe', async () => {
    const pid = await ownerPid()
    expect(await ownerPid({ JIRA_TOKEN_HOME: dataFolder.toUpperCase() })).toBe(pid)
    const [file = ''] = readdirSync(join(dataFolder, 'owner')).filter((name) => name.startsWith('owner.'))
    const path = join(dataFolder, 'owner', file)
    const { socketPath } = JSON.parse(readFileSync(path, 'utf8')) as { socketPath: string }
    expect(await ownerPid({ JIRA_TOKEN_SOCKET: path })).toBe(pid)
    expect(await ownerPid({ JIRA_TOKEN_SOCKET: socketPath.toUpperCase() })).toBe(pid)
  })

  it('gets a new agent after the old one was killed', async () => {
    const pid = await ownerPid()
    process.kill(pid, 'SIGKILL')
    const { code, stdout } = await cli(['token', 'work'])
    expect(code).toBe(0)
    expect(await atlassian.introspect(stdout.trim())).toMatchObject({ active: true })
    expect(await ownerPid()).not.toBe(pid)
  })

  it('renews once when many programs ask for a new token together', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => cli(['token', 'work'])))
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1)
    expect((await cli(['renew', 'work'])).code).toBe(0)
  })

  it('runs programs with a token, also batch files', async () => {
    const folder = await temporaryFolder()
    const seen = join(folder, 'seen.json')
    const script = join(folder, 'script.cjs')
    writeFileSync(
      script,
      `require('fs').writeFileSync(process.argv[2], JSON.stringify([process.argv[3], process.env.JIRA_OAUTH_ACCESS_TOKEN])); process.exit(7)`,
    )
    writeFileSync(join(folder, 'tool.cmd'), `@"${process.execPath}" "${script}" %*\r\n`)
    for (const command of [
      [join(folder, 'tool'), seen, 'two words'],
      [join(folder, 'tool.cmd'), seen, 'two words'],
      [script, seen, 'two words'],
    ]) {
      const { code, stderr } = await cli(['run', 'work', '--', ...command])
      expect(stderr, command[0]).not.toContain('can’t be started')
      expect(code, command[0]).toBe(7)
      const [word, token = ''] = JSON.parse(readFileSync(seen, 'utf8')) as string[]
      expect(word).toBe('two words')
      expect(await atlassian.introspect(token)).toMatchObject({ active: true })
      await rm(seen)
    }
    const missing = await cli(['run', 'work', '--', 'nothing-has-this-name'])
    expect(missing.code).toBe(127)
  })

  it('keeps the line ends of a .env file', async () => {
    const file = join(await temporaryFolder(), 'Project.env')
    writeFileSync(file, '# mine\r\nA=1\r\nJIRA_OAUTH_ACCESS_TOKEN=old\r\nB=2\r\n')
    const { code, stderr } = await cli(['sync', 'add', 'work', '--env', file])
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^# mine\r\nA=1\r\nJIRA_OAUTH_ACCESS_TOKEN=\S+\r\nB=2\r\n$/)
    // it is the same file
    const again = await cli(['sync', 'add', 'work', '--env', file.toUpperCase()])
    expect({ code: again.code, stdout: again.stdout.trim() }).toEqual({ code: 0, stdout: file })
    expect((await cli(['sync', 'remove', 'work', '--env', file])).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('# mine\r\nA=1\r\nJIRA_OAUTH_ACCESS_TOKEN=\r\nB=2\r\n')
  })

  it('sets up an MCP client with paths of Windows', async () => {
    const home = await temporaryFolder()
    const at = { APPDATA: join(home, 'Roaming'), USERPROFILE: home }
    const url = 'http://localhost:9/mcp'
    const { code, stderr } = await cli(
      ['mcp', 'install', '--client', 'cursor', '--url', url, '--account', 'work'],
      at,
    )
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const config = JSON.parse(readFileSync(join(home, '.cursor/mcp.json'), 'utf8')) as {
      mcpServers: Record<string, { command: string; args: string[]; env: Record<string, string> }>
    }
    const [entry] = Object.values(config.mcpServers)
    expect(entry).toMatchObject({ command: process.execPath, env: { JIRA_TOKEN_HOME: dataFolder } })
    expect(entry!.args[0]).toMatch(/^[A-Z]:\\.*\\jira-token\.cjs$/)
  })
})
