import { maxWaitMs } from '../../../../scripts/harness/until.ts'
import type { ServerResponse } from 'node:http'
import { expect, test, vi } from 'vitest'
import { startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import {
  json,
  startScriptedServer,
  stream,
  usual,
  type Asked,
  type Script,
  type ScriptedServer,
} from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

const call = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'do', arguments: {} },
})

/** The call that loses its session. */
const losing = call(1)

interface LosingServer extends ScriptedServer {
  /** Handles the held message, as usual if no script is given. */
  release(script?: Script): void
}

/** A server that loses its first session on call 1, and holds this message of the next handshake. */
async function startLosingServer(held: 'initialize' | 'notifications/initialized'): Promise<LosingServer> {
  let isLost = false
  let ownStream: ServerResponse | null = null
  let release: LosingServer['release'] = () => undefined
  const inSession = (asked: Asked) => asked.headers['mcp-session-id'] === (isLost ? 's-2' : 's-1')
  const server = await startScriptedServer((asked, response) => {
    const { method, id } = asked.message ?? {}
    if (id === 1 && !isLost) {
      isLost = true
      ownStream?.destroy()
      return void response.writeHead(404).end()
    }
    if (isLost && method === held) {
      release = (script = (one, to) => usual(one, to, 's-2')) => script(asked, response)
      return
    }
    // like servers built from the common example
    if (method !== 'initialize' && !inSession(asked))
      return void response.writeHead(400).end('Bad Request: No valid session ID provided')
    if (asked.method === 'GET') {
      stream(response)
      response.write('retry: 10\n\n')
      ownStream = response
      return
    }
    usual(asked, response, isLost ? 's-2' : 's-1')
  })
  return { ...server, release: (script) => release(script) }
}

/** A client that just lost its session and is starting a new one. */
async function startLost(held: Parameters<typeof startLosingServer>[0] = 'initialize') {
  const server = await startLosingServer(held)
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(server.heard).toContain('GET')
  harness.send(losing)
  await eventually(() => server.heard().filter((heard) => heard === held).length).toBe(2)
  return { server, harness }
}

/** Long enough for an unwanted message to be sent. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 100))

test.for(['initialize', 'notifications/initialized'] as const)(
  'while a new session starts, messages from the client wait for %s',
  async (held) => {
    const { server, harness } = await startLost(held)
    const before = server.asked.length
    harness.send(call(2))
    harness.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' })
    await aMoment()
    expect(server.heard().slice(before)).toEqual([])
    server.release()
    expect(await harness.answer(1)).toMatchObject({ result: {} })
    expect(await harness.answer(2)).toMatchObject({ result: {} })
    await eventually(server.heard).toContain('notifications/roots/list_changed')
    const later = server.asked.slice(before).filter(({ method }) => method === 'POST')
    expect(later.map(({ headers }) => headers['mcp-session-id'])).toEqual(later.map(() => 's-2'))
    const heard = later.map(({ message }) => message?.method ?? '')
    expect(heard.toSorted((a, b) => a.localeCompare(b))).toEqual([
      ...(held === 'initialize' ? ['notifications/initialized'] : []),
      'notifications/roots/list_changed',
      'tools/call',
      'tools/call',
    ])
    expect(harness.notes).toEqual([expect.stringMatching(/ended the session\. Trying again/)])
  },
)

test('the server’s event stream is opened in the new session, not while the session is starting', async () => {
  const { server, harness } = await startLost()
  const streams = () =>
    server.asked
      .filter(({ method }) => method === 'GET')
      .map(({ headers }) => headers['mcp-session-id'] ?? 'none')
  await eventually(streams).toEqual(['s-1'])
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(streams()).toEqual(['s-1'])
  server.release()
  await harness.answer(1)
  await eventually(streams).toEqual(['s-1', 's-2'])
})

test('a client’s answer doesn’t wait for the new session, because the server may be waiting for it', async () => {
  const { server, harness } = await startLost('notifications/initialized')
  harness.send({ jsonrpc: '2.0', id: 7, result: {} })
  await eventually(() => server.asked.find(({ message }) => message?.id === 7)?.headers).toMatchObject({
    'mcp-session-id': 's-2',
  })
  server.release()
  await harness.answer(1)
})

test('a call canceled while it waits for the new session is not sent', async () => {
  const { server, harness } = await startLost()
  harness.send(call(2))
  await aMoment()
  harness.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } })
  server.release()
  await harness.answer(1)
  await eventually(server.heard).toContain('notifications/cancelled')
  await harness.end()
  expect(server.asked.map(({ message }) => message?.id)).not.toContain(2)
  expect(harness.got().map(({ id }) => id)).toEqual([0, 1])
})

test('if no new session can be started, everything that waits for it fails with the reason, and the next call tries again', async () => {
  const { server, harness } = await startLost()
  harness.send(call(2))
  harness.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' })
  await aMoment()
  server.release((asked, response) =>
    json(response, { jsonrpc: '2.0', id: asked.message?.id, error: { code: -32000, message: 'Too many' } }),
  )
  for (const answer of await Promise.all([harness.answer(1), harness.answer(2)]))
    expect(answer.error?.message).toBe(
      'The server ended the session, and a new one could not be started: Too many',
    )
  await eventually(() => harness.notes.join('\n')).toMatch(/list_changed was not delivered: .*Too many/)
  harness.send(call(3))
  await eventually(() => server.heard().filter((heard) => heard === 'initialize').length).toBe(3)
  server.release()
  expect(await harness.answer(3)).toMatchObject({ result: {} })
})

test('a server that never answers the new handshake doesn’t block the client forever', async () => {
  const server = await startLosingServer('initialize')
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(server.heard).toContain('GET')
  // only the bridge's timers, because HTTP has its own
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    harness.send(losing)
    harness.send(call(2))
    await vi.waitUntil(() => server.heard().filter((heard) => heard === 'initialize').length === 2, {
      timeout: maxWaitMs,
    })
    await vi.advanceTimersByTimeAsync(31_000)
  } finally {
    vi.useRealTimers()
  }
  for (const id of [1, 2])
    expect((await harness.answer(id)).error).toMatchObject({
      message: expect.stringMatching(/a new one could not be started: .* does not answer/) as string,
      data: { code: 'timedOut' },
    })
})
