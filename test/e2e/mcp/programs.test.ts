import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import type * as Mcp from '../../../src/mcp/index.ts'
import { startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

let session: McpSession
let mcp: typeof Mcp

beforeAll(async () => {
  session = await startMcpSession({}, { leftSec: 1800 })
  for (const [name, value] of Object.entries(session.env)) vi.stubEnv(name, value)
  // the published library, not the sources
  mcp = (await import(join(rootFolder, 'out/api/mcp.js'))) as typeof Mcp
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await session.close()
})

function newClient(options: Partial<Mcp.McpClientOptions> = {}): Mcp.McpClient {
  const client = new mcp.McpClient({
    url: session.server.url,
    dataFolder: session.desktop.dataFolder,
    ...options,
  })
  onTestFinished(() => client.close())
  return client
}

const echo = (client: Mcp.McpClient, message = 'hello') => client.invokeTool('echo', { message })
const asked = () => session.desktop.atlassian.counts().refreshGrants.asked

test('a client can initialize, list the tools, and call one', async () => {
  const client = newClient()
  expect(await client.initialize()).toMatchObject({ name: expect.stringMatching(/everything/) as string })
  const tools = await client.getTools()
  expect(tools.find(({ name }) => name === 'echo')?.inputSchema).toMatchObject({ type: 'object' })
  expect(await echo(client)).toMatchObject({
    isError: false,
    content: [{ type: 'text', text: 'Echo: hello' }],
  })
  expect((await client.invokeTool('echo', {})).isError).toBe(true)
})

test('a token refused in the middle of a session is replaced and the call succeeds; a second client shares the renewal', async () => {
  const clients = [newClient(), newClient()]
  await Promise.all(clients.map((client) => client.initialize()))
  const before = asked()
  session.server.refuseToken(await session.desktop.accessToken())
  const answers = await Promise.all(clients.map((client) => echo(client)))
  expect(answers.map(({ isError }) => isError)).toEqual([false, false])
  expect(asked()).toBe(before + 1)
})

test('a lost session, a restarted server, and a killed owner all go unnoticed', async () => {
  const client = newClient()
  // a call that may have reached the server is repeated only if the tool list says that this is safe
  await client.getTools()
  session.server.clearSessions()
  expect((await echo(client)).isError).toBe(false)
  await session.server.pause()
  const waiting = echo(client)
  await session.server.resume()
  expect((await waiting).isError).toBe(false)
  // the client starts the next owner automatically
  await session.agent.kill()
  expect((await echo(client)).isError).toBe(false)
})

test('a missing scope causes no renewal', async () => {
  const client = newClient()
  await client.initialize()
  const before = asked()
  session.server.setMood('wantsScope')
  await expect(echo(client)).rejects.toThrow()
  session.server.setMood('fair')
  expect(asked()).toBe(before)
})

test('the site is sent when you ask for it', async () => {
  const client = newClient({ cloudId: 'site-1', headers: { 'x-mine': 'yes' } })
  await client.initialize()
  // the last words of the clients before may come later
  const mine = session.server.seen.filter(({ headers }) => headers['x-mine'] === 'yes')
  expect(mine.length).toBeGreaterThan(0)
  for (const { headers } of mine) expect(headers['x-atlassian-cloud-id']).toBe('site-1')
})

test('no token is sent over plain http to another computer', () => {
  expect(() => new mcp.McpClient({ url: 'http://example.org/mcp' })).toThrow(/must be https/)
})
