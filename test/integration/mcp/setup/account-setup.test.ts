import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createAccountSetUp,
  type AccountSetUp,
  type BridgedAccount,
} from '../../../../src/mcp/setup/account-setup.ts'
import type { McpClientId } from '../../../../src/shared/mcp-client-ids.ts'

const url = 'https://mcp.example.com/mcp'
const work: BridgedAccount = { id: 'id-1', name: 'Work', isDefault: true, serverUrl: null }
const other: BridgedAccount = { id: 'id-2', name: 'Other', isDefault: false, serverUrl: null }

let home: string
let setUp: AccountSetUp

async function put(path: string, text: string): Promise<string> {
  const file = join(home, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  await chmod(file, 0o755)
  return file
}

beforeEach(async () => {
  home = await mkdtemp(join(await realpath(tmpdir()), 'jtt-home-'))
  await put('bin/node', '')
  await put('checkout/out/cli/jira-token.cjs', '')
  await put('.cursor/mcp.json', '{}')
  setUp = createAccountSetUp({
    at: { platform: 'linux', home, environment: { PATH: join(home, 'bin') } },
    programs: { checkout: join(home, 'checkout'), commandFolder: null },
    dataFolder: null,
  })
})
afterEach(() => rm(home, { recursive: true, force: true }))

const servers = async () =>
  (JSON.parse(await readFile(join(home, '.cursor/mcp.json'), 'utf8')) as { mcpServers?: object })
    .mcpServers ?? {}

const getState = async (account: BridgedAccount, id: McpClientId = 'cursor') =>
  (await setUp.state(account)).clients.find((one) => one.id === id)

it('reports the state of each client', async () => {
  await put('.config/Claude/claude_desktop_config.json', '{')
  const { ready, clients, url: known } = await setUp.state(work)
  expect([ready, known]).toEqual([true, null])
  expect(clients.map(({ id, state }) => [id, state])).toEqual([
    ['claude-desktop', 'broken'],
    ['claude-code', 'absent'],
    ['cursor', 'off'],
    ['vscode', 'absent'],
    ['codex', 'absent'],
    ['gemini', 'absent'],
    ['copilot', 'absent'],
    ['opencode', 'absent'],
  ])
})

it('keeps the entries of different accounts apart', async () => {
  await setUp.install(work, 'cursor', url)
  expect(await getState(other)).toMatchObject({ state: 'off', url: null })
  await setUp.install(other, 'cursor', url)
  expect(Object.keys(await servers()).sort()).toEqual(['other', 'work'])
  await setUp.uninstall(work, 'cursor')
  expect(Object.keys(await servers())).toEqual(['other'])
  expect(await getState(other)).toMatchObject({ state: 'on', url })
  await setUp.uninstall(other, 'cursor')
  expect(await readFile(join(home, '.cursor/mcp.json'), 'utf8')).toBe('{}')
})

it('picks another name if one is taken, and keeps an existing entry’s name', async () => {
  await put('.cursor/mcp.json', '{"mcpServers": {"work": {"command": "npx"}}}')
  await setUp.install(work, 'cursor', url)
  expect(Object.keys(await servers()).sort()).toEqual(['work', 'work-2'])
  await setUp.install({ ...work, name: 'Renamed' }, 'cursor', `${url}/two`)
  expect(Object.keys(await servers()).sort()).toEqual(['work', 'work-2'])
  expect(await getState(work)).toMatchObject({ state: 'on', url: `${url}/two` })
})

it('attributes an entry without an account to the default account, or to the account of its server', async () => {
  const entry = { command: 'jira-token', args: ['mcp', '--url', url] }
  await put('.cursor/mcp.json', JSON.stringify({ mcpServers: { x: entry } }))
  expect((await getState(work))?.state).toBe('on')
  expect((await getState(other))?.state).toBe('off')
  const ofServer = { ...other, serverUrl: url }
  expect((await getState(ofServer))?.state).toBe('on')
  expect((await getState({ ...ofServer, serverUrl: 'https://else.example.com/' }))?.state).toBe('off')
  expect((await setUp.state(ofServer)).url).toBe(url)
})

it.each<[McpClientId, string, string]>([
  ['codex', '.codex/config.toml', 'model = "x"\n'],
  ['gemini', '.gemini/settings.json', '{}'],
  ['copilot', '.copilot/mcp-config.json', '{}'],
  ['opencode', '.config/opencode/opencode.jsonc', '{ // mine\n}'],
])('adds to %s, too, and removes it again', async (id, file, text) => {
  expect((await getState(work, id))?.state).toBe('absent')
  await put(file, text)
  expect((await getState(work, id))?.state).toBe('off')
  await setUp.install(work, id, url)
  expect(await getState(work, id)).toMatchObject({ state: 'on', url, file: join(home, file) })
  await setUp.uninstall(work, id)
  expect(await readFile(join(home, file), 'utf8')).toBe(text)
})

it('keeps an entry’s cloud ID and headers, which the window doesn’t show', async () => {
  const bridge = ['mcp', '--url', url, '--account', 'work', '--cloud-id', 'auto', '--header', 'x-team:a']
  const entry = { command: 'jira-token', args: bridge }
  await put('.cursor/mcp.json', JSON.stringify({ mcpServers: { x: entry } }))
  await setUp.install(work, 'cursor', `${url}/two`)
  const args = ['--url', `${url}/two`, '--account', 'id-1', '--cloud-id', 'auto', '--header', 'x-team:a']
  expect(await servers()).toMatchObject({ x: { args: expect.arrayContaining(args) } })
})

it('recognizes an entry whose program is gone, and updates it', async () => {
  const entry = {
    command: '/gone/node',
    args: ['/gone/jira-token.cjs', 'mcp', '--url', url, '--account', 'WORK'],
  }
  await put('.cursor/mcp.json', JSON.stringify({ mcpServers: { x: entry } }))
  expect((await getState(work))?.state).toBe('stale')
  await setUp.install(work, 'cursor', url)
  expect((await getState(work))?.state).toBe('on')
  expect(Object.keys(await servers())).toEqual(['x'])
})

it('only offers a snippet without jira-token, using its plain name', async () => {
  // on Windows only the PATH is searched
  const at = { platform: 'win32', home, environment: { PATH: join(home, 'bin') } } as const
  const bare = createAccountSetUp({
    at,
    programs: { checkout: null, commandFolder: null },
    dataFolder: null,
  })
  expect((await bare.state(work)).ready).toBe(false)
  await expect(bare.install(work, 'cursor', url)).rejects.toMatchObject({ code: 'mcpProgramMissing' })
  expect(await servers()).toEqual({})
  expect(JSON.parse(bare.snippet(work, url))).toEqual({
    mcpServers: { work: { command: 'jira-token', args: ['mcp', '--url', url, '--account', 'id-1'] } },
  })
})

it('refuses a bad URL and names its field', async () => {
  const refusal = { code: 'invalidInput', field: 'url' }
  await expect(setUp.install(work, 'cursor', 'http://mcp.example.com')).rejects.toMatchObject(refusal)
  expect(() => setUp.snippet(work, '')).toThrow(expect.objectContaining(refusal) as Error)
})
