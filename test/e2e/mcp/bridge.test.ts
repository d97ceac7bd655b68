import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../../scripts/harness/cli.ts'
import {
  patient,
  startMcpSession,
  type BridgedClient,
  type McpSession,
} from '../../support/mcp/mcp-session.ts'
import { eventually } from '../../support/eventually.ts'

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession({}, { leftSec: 1800 })
})
afterAll(async () => {
  // a bridge may have started another agent
  await runCli(['agent', 'stop'], session.env)
  await session.close()
})

const echo = async ({ client }: BridgedClient, message = 'hello') =>
  (await client.callTool({ name: 'echo', arguments: { message } }, patient)).content

const echoed = (message: string) => [{ type: 'text', text: `Echo: ${message}` }]

test('calls continue in a new session after a server restart', async () => {
  const bridged = await session.connect()
  await echo(bridged)
  await session.everything.restart()
  expect(await echo(bridged, 'after')).toEqual(echoed('after'))
  await bridged.close()
})

test('a server that is away costs time, and connections that are cut cost nothing', async () => {
  const streams = () => session.server.seen.filter(({ method }) => method === 'GET').length
  const none = streams()
  const bridged = await session.connect()
  await echo(bridged)
  await eventually(streams).toBeGreaterThan(none)
  const before = streams()
  session.server.drop()
  await eventually(streams).toBeGreaterThan(before)
  expect(await echo(bridged, 'cut')).toEqual(echoed('cut'))
  await session.server.pause()
  const call = echo(bridged, 'away')
  await new Promise((resolve) => setTimeout(resolve, 300))
  await session.server.resume()
  expect(await call).toEqual(echoed('away'))
  await bridged.close()
})

test('starts a new session when the server has ended the old one', async () => {
  const bridged = await session.connect()
  session.server.clearSessions()
  expect(await echo(bridged)).toEqual(echoed('hello'))
  await bridged.close()
})

test('nobody notices that the owner was killed, and the bridge starts another when it needs one', async () => {
  const bridged = await session.connect()
  await echo(bridged)
  await session.agent.kill()
  expect(await echo(bridged, 'without')).toEqual(echoed('without'))
  session.desktop.atlassian.expireAccessTokens()
  expect(await echo(bridged, 'with a new one')).toEqual(echoed('with a new one'))
  await bridged.close()
})

let bridges = 0

/** A bridge as a process, with everything it writes. */
function startBridge() {
  const name = `process-${(bridges += 1)}`
  const args = session.bridge('--header', `x-bridge: ${name}`)
  const child = spawn(process.execPath, args, { env: session.env, stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  // not `exit`: then some of the output may still have to be read
  const ended = once(child, 'close') as Promise<[number | null, string | null]>
  return {
    child,
    ended,
    methods: () => session.server.seenFrom(name).map(({ method }) => method),
    /** Resolves when it has a session with the server: it may answer before, in the server's place. */
    opened: () => eventually(() => session.server.opened(name)).toBe(true),
    lines: () => stdout.split('\n').filter((line) => line !== ''),
    stderr: () => stderr,
    write: (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`),
  }
}

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }

test('stdout carries only protocol messages; when stdin ends, so do the session and the process', async () => {
  const bridge = startBridge()
  bridge.write(initialize)
  await eventually(() => bridge.lines().length).toBe(1)
  bridge.write(initialized)
  await bridge.opened()
  bridge.write({ jsonrpc: '2.0', method: 'notifications/nonsense' })
  bridge.child.stdin.write('this is not JSON\n')
  // the server may send messages of its own too
  await eventually(() => bridge.lines().join('\n')).toContain('-32700')
  bridge.child.stdin.end()
  expect(await bridge.ended).toEqual([0, null])
  for (const line of bridge.lines()) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
  await eventually(bridge.methods).toContain('DELETE')
})

test('requests made before stdin ended are still answered', async () => {
  const bridge = startBridge()
  bridge.write(initialize)
  bridge.write(initialized)
  bridge.write({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  bridge.child.stdin.end()
  expect(await bridge.ended).toEqual([0, null])
  const ids = bridge.lines().map((line) => (JSON.parse(line) as { id?: number }).id)
  expect(ids.filter((id) => id !== undefined)).toEqual([0, 1])
})

test.for(['SIGTERM', 'SIGINT'] as const)('%s ends the bridge and its session too', async (signal) => {
  const bridge = startBridge()
  bridge.write(initialize)
  await eventually(() => bridge.lines().length).toBe(1)
  bridge.write(initialized)
  await bridge.opened()
  bridge.child.kill(signal)
  expect(await bridge.ended).toEqual([0, null])
  await eventually(bridge.methods).toContain('DELETE')
})

test('no token is on the command line, in the environment or on stderr', async () => {
  const bridge = startBridge()
  bridge.write(initialize)
  await eventually(() => bridge.lines().length).toBe(1)
  const token = await session.desktop.accessToken()
  session.server.setMood('refusesAll')
  bridge.write({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  await eventually(() => bridge.lines().length).toBeGreaterThanOrEqual(2)
  session.server.setMood('fair')
  bridge.child.stdin.end()
  await bridge.ended
  expect(bridge.stderr() + bridge.lines().join('\n')).not.toContain(token.slice(0, 20))
})

test('wrong options are a usage error', async () => {
  for (const wrong of [
    [],
    ['--url', 'http://example.com/mcp'],
    ['--url', 'https://u:p@example.com/mcp'],
    ['--url', 'https://example.com', '--header', 'Authorization: x'],
    ['--url', 'https://example.com', '--header', 'x'],
    ['--url', 'https://example.com', '--cloud-id', 'a b'],
  ])
    expect(await runCli(['mcp', ...wrong], session.env)).toMatchObject({ code: 2, stdout: '' })
})
