import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { definedOnly, startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'
import { walkThrough } from '../../support/mcp/walk-through.ts'

const inspector = join(
  rootFolder,
  'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
)

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession()
})
afterAll(() => session.close())

test('a client sends and gets exactly the same messages through the bridge as without it', async () => {
  const token = await session.desktop.accessToken()
  // its sessions share state
  const restart = () => session.everything.restart()
  const direct = await walkThrough(
    () =>
      new StreamableHTTPClientTransport(new URL(session.server.url), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    restart,
  )
  await restart()
  const bridged = await walkThrough(
    () =>
      new StdioClientTransport({
        command: process.execPath,
        args: session.bridge(),
        env: definedOnly(session.env),
      }),
    restart,
  )
  expect(bridged).toEqual(direct)
  const kinds = [
    '"progress":4',
    '"sampled"',
    '"elicitation/create"',
    'LOT',
    'notifications/cancelled',
    '世界',
  ]
  for (const kind of kinds) expect(bridged.join('\n')).toContain(kind)
  expect(bridged.length).toBeGreaterThan(100)
})

/** What `inspector --cli` prints. */
async function inspect(target: readonly string[], args: readonly string[]): Promise<string> {
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [inspector, '--cli', ...target, ...args], {
    env: { ...session.env, MCP_CATALOG_PATH: join(session.desktop.desktop.home, 'mcp.json') },
  })
  return stdout
}

test.for([
  ['--method', 'tools/call', '--tool-name', 'get-sum', '--tool-arg', 'a=1', '--tool-arg', 'b=2'],
  ['--method', 'resources/read', '--uri', 'demo://resource/static/document/features.md'],
  ['--method', 'prompts/get', '--prompt-name', 'args-prompt', '--prompt-args', 'city=Turin'],
])('`inspector --cli %s %s` prints the same through the bridge', async (args) => {
  // a new server for each case: in some runs the last one got a 502 from it, and it is not known why
  await session.everything.restart()
  const { dataFolder } = session.desktop
  const token = await session.desktop.accessToken()
  const [direct, bridged] = await Promise.all([
    inspect([session.server.url], [...args, '--header', `Authorization: Bearer ${token}`]),
    inspect([process.execPath, ...session.bridge()], [...args, '-e', `JIRA_TOKEN_HOME=${dataFolder}`]),
  ])
  expect(bridged).toBe(direct)
  expect(bridged).toContain('{')
})
