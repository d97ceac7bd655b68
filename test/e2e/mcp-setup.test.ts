import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cliProgram, runCli, type CliRun } from '../../scripts/harness/cli.ts'
import { putFakeClaude } from '../support/fake-claude.ts'
import { clientFiles } from '../support/fixtures/mcp-client-files.ts'

const url = 'https://mcp.example.com/mcp'

let home: string
let env: NodeJS.ProcessEnv

beforeEach(async () => {
  home = await mkdtemp(join(await realpath(tmpdir()), 'jtt-home-'))
  env = { HOME: home, PATH: '/usr/bin:/bin' }
})
afterEach(() => rm(home, { recursive: true, force: true }))

const mcp = (word: string, ...args: string[]): Promise<CliRun> => runCli(['mcp', word, ...args], env)

const desktopFile = () => join(home, '.config/Claude/claude_desktop_config.json')
const cursorFile = () => join(home, '.cursor/mcp.json')

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

test('a server can be added to Claude Desktop and removed again, leaving the file as it was', async () => {
  await put(desktopFile(), clientFiles['claude-desktop'])
  const added = await mcp('install', '--client', 'claude-desktop', '--url', url, '--account', 'work')
  expect(added).toMatchObject({ code: 0, stdout: '' })
  expect(added.stderr).toContain('added “work”')
  expect(added.stderr).toContain(`${desktopFile()}.backup-`)
  const { mcpServers } = JSON.parse(await readFile(desktopFile(), 'utf8')) as { mcpServers: object }
  expect(mcpServers).toEqual({
    ...(JSON.parse(clientFiles['claude-desktop']) as { mcpServers: object }).mcpServers,
    work: { command: process.execPath, args: [cliProgram, 'mcp', '--url', url, '--account', 'work'] },
  })

  const listed = await mcp('list')
  expect(listed.stdout).toContain(`work: ${url} as work\n`)
  expect(listed.stdout).toContain('not found on this computer')
  expect(JSON.parse((await mcp('list', '--json', '--client', 'claude-desktop')).stdout)).toEqual([
    {
      client: 'claude-desktop',
      name: 'Claude Desktop',
      file: desktopFile(),
      found: true,
      problem: null,
      entries: [{ name: 'work', url, account: 'work', works: true }],
    },
  ])

  expect((await mcp('uninstall', '--client', 'claude-desktop')).code).toBe(0)
  expect(await readFile(desktopFile(), 'utf8')).toBe(clientFiles['claude-desktop'])
})

test('cloud ID and headers are included in the entry and the snippet', async () => {
  const options = ['--cloud-id', 'auto', '--header', 'X-Team: blue', '--header', 'x-b:1']
  const args = [cliProgram, 'mcp', '--url', url, '--cloud-id', 'auto', '--header', 'x-team:blue']
  const mcpServers = { jira: { args: [...args, '--header', 'x-b:1'] } }
  const rest = ['--url', url, '--name', 'jira', ...options]
  expect((await mcp('install', '--client', 'cursor', ...rest)).code).toBe(0)
  expect(JSON.parse(await readFile(cursorFile(), 'utf8'))).toMatchObject({ mcpServers })
  expect(JSON.parse((await mcp('snippet', ...rest)).stdout)).toMatchObject({ mcpServers })
})

test('Codex gets an entry in TOML, which snippet prints too, and mcp list shows', async () => {
  const file = join(home, '.codex/config.toml')
  await put(file, clientFiles.codex)
  const options = ['--client', 'codex', '--url', url, '--name', 'jira', '--header', 'x-quote:"a"']
  expect((await mcp('install', ...options)).stderr).toContain('Codex: added “jira”')
  const { stdout } = await mcp('snippet', ...options)
  expect(stdout).toContain('[mcp_servers.jira]')
  expect(await readFile(file, 'utf8')).toBe(`${clientFiles.codex}\n${stdout}`)
  expect((await mcp('list', '--client', 'codex')).stdout).toContain(`jira: ${url}\n`)
  expect((await mcp('uninstall', '--client', 'codex')).code).toBe(0)
  expect(await readFile(file, 'utf8')).toBe(clientFiles.codex)
})

test('a dry run shows a diff and changes nothing', async () => {
  await put(cursorFile(), clientFiles.cursor)
  const shown = await mcp('install', '--client', 'cursor', '--url', url, '--name', 'jira', '--dry-run')
  expect(shown.code).toBe(0)
  expect(shown.stdout).toMatch(/^--- .*mcp\.json\n\+\+\+ .*mcp\.json\n@@ /)
  const changed = shown.stdout.split('\n').filter((line) => /^[+-](?![+-]{2})/.test(line))
  expect(changed[0]).toBe('+        "jira": {')
  expect(changed.every((line) => line.startsWith('+'))).toBe(true)
  expect(await readFile(cursorFile(), 'utf8')).toBe(clientFiles.cursor)
  expect(await readdir(dirname(cursorFile()))).toEqual(['mcp.json'])
})

test('the data folder is included in the entry when it isn’t the default one', async () => {
  env = { ...env, JIRA_TOKEN_HOME: join(home, 'data') }
  await mcp('install', '--client', 'cursor', '--url', url)
  expect(JSON.parse(await readFile(cursorFile(), 'utf8'))).toMatchObject({
    mcpServers: { 'mcp-example-com': { env: { JIRA_TOKEN_HOME: join(home, 'data') } } },
  })
})

test('Claude Code’s own command makes the change, with absolute paths and no secret', async () => {
  const claude = await putFakeClaude(home)
  env = { ...env, PATH: `${claude.folder}:/usr/bin:/bin`, JIRA_OAUTH_ACCESS_TOKEN: 'a-secret-token' }
  await put(join(home, '.claude.json'), clientFiles['claude-code'])
  const install = ['install', '--client', 'claude-code', '--url', url, '--account', 'work'] as const
  const shown = await mcp(...install, '--dry-run')
  expect(shown.stdout).toMatch(/^claude mcp add --scope user work -- /)
  expect(await claude.calls()).toEqual([])

  expect(await mcp(...install)).toMatchObject({ code: 0, stdout: '' })
  const [call = []] = await claude.calls()
  expect(call.slice(0, 6)).toEqual(['mcp', 'add', '--scope', 'user', 'work', '--'])
  expect(call.slice(6)).toEqual([process.execPath, cliProgram, 'mcp', '--url', url, '--account', 'work'])
  expect(isAbsolute(call[6] ?? '')).toBe(true)
  expect(isAbsolute(call[7] ?? '')).toBe(true)
  expect(JSON.stringify(call)).not.toContain('secret')
  // an existing entry is not added twice
  expect((await mcp(...install)).stderr).toContain('is already set up')
  expect(await claude.calls()).toHaveLength(1)
  // an outdated entry is removed first, then added again
  expect((await mcp(...install, '--name', 'work', '--account', 'other')).code).toBe(0)
  expect((await claude.calls()).slice(1).map((words) => words.slice(0, 5))).toEqual([
    ['mcp', 'remove', '--scope', 'user', 'work'],
    ['mcp', 'add', '--scope', 'user', 'work'],
  ])

  expect((await mcp('uninstall', '--client', 'claude-code', '--name', 'work')).code).toBe(0)
  expect((await claude.calls()).at(-1)).toEqual(['mcp', 'remove', '--scope', 'user', 'work'])
  expect(JSON.parse(await readFile(join(home, '.claude.json'), 'utf8'))).toEqual(
    JSON.parse(clientFiles['claude-code']),
  )
})

test('without `claude` on the PATH, Claude Code’s settings file is edited', async () => {
  const file = join(home, '.claude.json')
  await put(file, clientFiles['claude-code'])
  expect((await mcp('install', '--client', 'claude-code', '--url', url, '--name', 'jira')).code).toBe(0)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    mcpServers: { jira: { type: 'stdio', command: process.execPath } },
  })
  expect((await mcp('uninstall', '--client', 'claude-code', '--name', 'jira')).code).toBe(0)
  expect(await readFile(file, 'utf8')).toBe(clientFiles['claude-code'])
})

test('error output from `claude` is passed on', async () => {
  const folder = join(home, 'bin')
  await put(join(folder, 'claude'), '#!/bin/sh\necho "no config for you" >&2\nexit 3\n')
  env = { ...env, PATH: `${folder}:/usr/bin:/bin` }
  await chmod(join(folder, 'claude'), 0o755)
  const failed = await mcp('install', '--client', 'claude-code', '--url', url)
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(failed.stderr).toContain('no config for you')
  expect(failed.stderr).toContain('mcpClientFailed')
})

test('says so when a file is broken or an entry isn’t ours, and leaves both alone', async () => {
  await put(desktopFile(), '{\n  "mcpServers": {,}\n}')
  const broken = await mcp('install', '--client', 'claude-desktop', '--url', url)
  expect(broken).toMatchObject({ code: 1, stdout: '' })
  expect(broken.stderr).toContain(desktopFile())
  expect(broken.stderr).toContain('line 2, column 18')
  expect(broken.stderr).toMatch(/was not changed/)
  expect(await readFile(desktopFile(), 'utf8')).toBe('{\n  "mcpServers": {,}\n}')
  const kept = await mcp('uninstall', '--client', 'claude-desktop')
  expect(kept).toMatchObject({ code: 1, stdout: '' })
  expect(kept.stderr).toContain('line 2, column 18')
  expect((await mcp('list')).stdout).toContain('the config file can’t be read (line 2, column 18')

  await put(cursorFile(), '{"mcpServers": {"jira": {"command": "npx"}}}')
  const taken = await mcp('install', '--client', 'cursor', '--url', url, '--name', 'jira')
  expect(taken).toMatchObject({ code: 1, stdout: '' })
  expect(taken.stderr).toMatch(/another server with that name.*Choose another name/)
  expect((await mcp('uninstall', '--client', 'cursor', '--name', 'jira')).code).toBe(1)
  expect(await readFile(cursorFile(), 'utf8')).toBe('{"mcpServers": {"jira": {"command": "npx"}}}')
})

test('with several servers of ours, the user says which one to remove', async () => {
  await mcp('install', '--client', 'cursor', '--url', url)
  await mcp('install', '--client', 'cursor', '--url', 'http://localhost:9000/mcp')
  const unclear = await mcp('uninstall', '--client', 'cursor')
  expect(unclear.code).toBe(2)
  expect(unclear.stderr).toContain('localhost-9000 (http://localhost:9000/mcp)')
  expect((await mcp('uninstall', '--client', 'cursor', '--url', 'http://LOCALHOST:9000/mcp')).code).toBe(0)
  expect((await mcp('uninstall', '--client', 'cursor')).code).toBe(0)
  expect(await readdir(dirname(cursorFile()))).not.toContain('mcp.json')
  expect(await mcp('uninstall', '--client', 'cursor')).toMatchObject({ code: 0, stdout: '' })
})

test('says so when a server replaces another one, and shows the old URL', async () => {
  const install = (to: string) => mcp('install', '--client', 'cursor', '--url', to, '--account', 'work')
  expect((await install(url)).stderr).toContain('Cursor: added “work”')
  expect((await install('http://localhost:9000/mcp')).stderr).toContain(`Cursor: changed “work” (was ${url})`)
})

test('a snippet works for any other client', async () => {
  const { stdout } = await mcp('snippet', '--url', url, '--account', 'work')
  expect(JSON.parse(stdout)).toEqual({
    mcpServers: {
      work: { command: process.execPath, args: [cliProgram, 'mcp', '--url', url, '--account', 'work'] },
    },
  })
})

test.each([
  [['install', '--url', url], /missing --client/],
  [['install', '--client', 'emacs', '--url', url], /claude-desktop, .*, or opencode\. For other clients/],
  [['install', '--client', 'Cursr', '--url', url], /Did you mean 'cursor'\?/],
  [['snippet', '--client', 'contnue', '--url', url], /Did you mean 'continue'\?/],
  [['install', '--client', 'cursor'], /missing --url/],
  [['install', '--client', 'cursor', '--url', 'http://mcp.example.com/'], /https/],
  [['install', '--client', 'cursor', '--url', `${url}?token=abc`], /Secrets can’t be stored/],
  [['install', '--client', 'cursor', '--url', url, '--name', 'a b'], /--name/],
  [['install', '--client', 'cursor', '--url', url, '--account', ''], /Is a variable unset\?/],
  [['install', '--client', 'cursor', '--url', url, '--cloud-id', 'a b'], /--cloud-id must be/],
  [['install', '--client', 'cursor', '--url', url, '--header', 'no'], /--header must be NAME:VALUE/],
  [['snippet', '--url', url, '--header', 'Authorization: x'], /--header can't set Authorization/],
  [['uninstall', '--client', 'cursor', '--name', 'work', '--url', url], /use --name or --url, not both/],
  [['snippet'], /missing --url/],
])('%j is a usage error, and writes nothing', async ([word = '', ...args], message) => {
  const run = await mcp(word, ...args)
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toMatch(message)
  expect(await readdir(home)).toEqual([])
})
