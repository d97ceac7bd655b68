import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { runCli } from '../../scripts/harness/cli.ts'
import { startClaudeCode } from '../support/clients/claude-code.ts'
import { startCodex } from '../support/clients/codex.ts'
import { installedClient } from '../support/clients/npm-client.ts'
import { eventually } from '../support/eventually.ts'
import { definedOnly, startMcpSession, type McpSession } from '../support/mcp/mcp-session.ts'
import { signInAgain } from '../support/mcp/sign-in-again.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession()
})
afterAll(() => session.close())

/** What keeps a client from connecting, and how it ends. */
const troubles = {
  'a sign-in is needed': {
    begin: async () => {
      session.desktop.atlassian.revokeAll()
      await session.startOver({ leftSec: -10, account: { autoRenewal: false } })
      session.desktop.atlassian.revokeAll()
    },
    end: () => signInAgain(session.env, 'work'),
    says: /jira-token sign-in/,
  },
  'the server is away': {
    begin: () => session.server.pause(),
    end: () => session.server.resume(),
    says: /can’t be reached/,
  },
}
const all = Object.entries(troubles)

beforeEach(() => session.startOver({}))
afterEach(() => session.server.resume().catch(() => undefined))

test.for(all)(
  'Claude Code connects although %s, shows why, and recovers',
  async ([, { begin, end, says }]) => {
    await begin()
    const claude = await startClaudeCode(await temporaryFolder(), session.bridge(), session.env)
    onTestFinished(() => claude.close())
    // it connects in the background: the first turn may come too early
    await eventually(async () => JSON.stringify(await claude.turn())).toMatch(says)
    await end()
    await eventually(async () => JSON.stringify(await claude.turn())).toContain('Echo: hi')
  },
)

/** A turn of Codex, for this test. */
async function startTurn(bridge: readonly string[]) {
  const codex = await startCodex(await temporaryFolder(), bridge, session.env)
  onTestFinished(() => codex.close())
  return codex
}

test.for(all)(
  'Codex connects to a known server although %s, shows why, and recovers',
  async ([, { begin, end, says }]) => {
    const { client, close } = await session.connect()
    await client.listTools()
    await close()
    await begin()
    const codex = await startTurn(session.bridge())
    await eventually(() => codex.results().join()).toMatch(says)
    await end()
    await eventually(() => codex.results().join()).toContain('Echo: hi')
    expect(await codex.ended).toContain('done')
  },
)

// Codex lists tools only once
test('Codex shows why it has no tools of a new server yet, and has them in the next conversation', async () => {
  const { begin, end, says } = troubles['a sign-in is needed']
  const bridge = session.bridge('--cloud-id', 'new')
  await begin()
  const codex = await startTurn(bridge)
  await eventually(() => codex.results().join()).toMatch(says)
  await end()
  await eventually(() => codex.results().join()).toContain('start a new conversation')
  codex.close()
  const next = await startTurn(bridge)
  await eventually(() => next.results().join()).toContain('Echo: hi')
})

test('Codex understands the entry that `mcp install` writes', async () => {
  const modules = await installedClient('codex-0', ['@openai/codex@0'])
  const home = await temporaryFolder()
  const env = { PATH: process.env['PATH'], HOME: home }
  const options = [
    '--url',
    session.server.url,
    '--name',
    'work',
    '--cloud-id',
    'auto',
    '--header',
    'x-odd:"a" #b',
  ]
  expect(await runCli(['mcp', 'install', '--client', 'codex', ...options], env)).toMatchObject({ code: 0 })
  const codex = [join(modules, '@openai/codex/bin/codex.js'), 'mcp', 'list', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, codex, { env })
  const args = [...session.bridge(), '--cloud-id', 'auto', '--header', 'x-odd:"a" #b']
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'work', enabled: true, transport: { type: 'stdio', command: process.execPath, args } },
  ])
})

interface LangChainTool {
  readonly name: string
  readonly description: string
  invoke(args: object): Promise<unknown>
}
interface LangChainClient {
  getTools(): Promise<LangChainTool[]>
  getClient(name: string): Promise<{ listTools(): Promise<{ tools: { name: string }[] }> }>
  close(): Promise<void>
}

test.for(all)('LangChain connects although %s, shows why, and recovers', async ([, { begin, end, says }]) => {
  const modules = await installedClient('langchain-1', ['@langchain/mcp-adapters@1', '@langchain/core@1'])
  const file = pathToFileURL(join(modules, '@langchain/mcp-adapters/dist/index.js')).href
  const { MultiServerMCPClient } = (await import(file)) as {
    MultiServerMCPClient: new (options: object) => LangChainClient
  }
  await begin()
  const work = { command: process.execPath, args: session.bridge(), env: definedOnly(session.env) }
  const client = new MultiServerMCPClient({ mcpServers: { work } })
  onTestFinished(() => client.close())
  const [tool] = await client.getTools()
  expect(tool?.name).toMatch(/sign_in$|echo$/)
  const said = await tool!.invoke({ message: 'hi' }).then(String, String)
  expect(said).toMatch(says)
  await end()
  const inner = await client.getClient('work')
  await eventually(async () => (await inner.listTools()).tools.map(({ name }) => name)).toContain('echo')
})
