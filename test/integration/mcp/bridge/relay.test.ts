import { expect, test } from 'vitest'
import { startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import { json, toResult, startScriptedServer, stream, usual } from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

const call = (id: number, name = 'do') => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})

test('messages pass in both directions unchanged, with the token and the user’s header', async () => {
  const answer = '{"id":7,  "jsonrpc":"2.0","result":{"big":12345678901234567890,"text":"\\u00fc\\u2028"}}'
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 7) return usual(asked, response)
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  const line = '{"method":"x/y","id":7,"jsonrpc":"2.0", "params":{"n":1.50,"big":98765432109876543210}}'
  harness.send(line)
  await harness.answer(7)
  expect(harness.lines).toContain(answer)
  const asked = server.asked.find(({ message }) => message?.id === 7)
  expect(asked?.body).toBe(line)
  expect(asked?.headers).toMatchObject({
    authorization: 'Bearer token-1',
    'x-mine': 'yes',
    accept: 'application/json, text/event-stream',
    'mcp-session-id': 's-1',
    'mcp-protocol-version': '2025-11-25',
  })
})

test('an answer spread over several lines becomes one line', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id === undefined) return usual(asked, response)
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end('data: {"jsonrpc":"2.0",\ndata: "id":1,\ndata: "result":{"a":"b\\nc"}}\n\n')
  })
  const harness = await startBridgeHarness(server.url)
  harness.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  expect((await harness.answer(1)).result).toEqual({ a: 'b\nc' })
  expect(harness.lines[0]).not.toContain('\n')
})

test('messages sent after the handshake don’t overtake it', async () => {
  const server = await startScriptedServer((asked, response) => {
    const isHandshake = /initialize/.test(asked.message?.method ?? '')
    setTimeout(() => usual(asked, response), isHandshake ? 50 : 0)
  })
  const harness = await startBridgeHarness(server.url)
  harness.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params: {} })
  harness.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  harness.send(call(1))
  await harness.answer(1)
  expect(server.heard().filter((heard) => heard !== 'GET')).toEqual([
    'initialize',
    'notifications/initialized',
    'tools/call',
  ])
  const ofSessions = server.asked.map(({ headers }) => headers['mcp-session-id'])
  expect(ofSessions.slice(0, 2)).toEqual([undefined, 's-1'])
})

test('a slow call doesn’t hold up the others', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 1) usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  harness.send(call(2))
  expect(await harness.answer(2)).toMatchObject({ result: {} })
})

test('the server’s own requests reach the client, and the answers reach the server', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.method === 'GET')
      return stream(response)({ jsonrpc: '2.0', id: 5, method: 'roots/list' }, 'e-1')
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(() => harness.got().map(({ method }) => method)).toContain('roots/list')
  harness.send({ jsonrpc: '2.0', id: 5, result: { roots: [] } })
  await eventually(() => server.asked.some(({ body }) => body.includes('"roots":[]'))).toBe(true)
})

test('a stream that ends early is resumed where it broke, every time, after the delay that the server asks for', async () => {
  let connections = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 1 && asked.headers['last-event-id'] === undefined) return usual(asked, response)
    connections += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (connections < 3) {
      response.write(`retry: 20\nid: e-${connections}\ndata: \n\n`)
      // both a regular end and a broken connection
      setTimeout(() => (connections === 1 ? response.end() : response.destroy()), 20)
    } else response.end('id: e-3\ndata: {"jsonrpc":"2.0","id":1,"result":{"late":true}}\n\n')
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: { late: true } })
  const resumed = server.asked.filter(({ headers }) => headers['last-event-id'] !== undefined)
  expect(resumed.map(({ method, headers }) => `${method} ${headers['last-event-id'] as string}`)).toEqual([
    'GET e-1',
    'GET e-2',
  ])
  expect(server.heard().filter((heard) => heard === 'tools/call')).toHaveLength(1)
})

test('a stream left open after the answer holds up nothing, and the bridge closes it', async () => {
  let openStreams = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.method === 'GET') return usual(asked, response)
    if (asked.message?.method === 'initialize') response.setHeader('mcp-session-id', 's-1')
    openStreams += 1
    response.on('close', () => (openStreams -= 1))
    const send = stream(response)
    if (asked.message?.id !== undefined) send(toResult(asked, { protocolVersion: '2025-11-25' }))
    if (asked.message?.id === 20)
      setTimeout(() => send({ jsonrpc: '2.0', method: 'notifications/afterwords' }), 50)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  const ids = Array.from({ length: 20 }, (_, index) => index + 1)
  for (const id of ids) harness.send(call(id))
  await Promise.all(ids.map((id) => harness.answer(id)))
  await eventually(() => harness.got().map(({ method }) => method)).toContain('notifications/afterwords')
  await eventually(() => openStreams).toBe(0)
  // each answer arrived once, so closing didn't look like a broken stream
  expect(harness.got().filter(({ id }) => id !== undefined)).toHaveLength(21)
  expect(harness.notes).toEqual([])
})

test('the server’s event stream is reopened after a break, from the last event', async () => {
  let streams = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.method !== 'GET') return usual(asked, response)
    streams += 1
    const send = stream(response)
    send({ jsonrpc: '2.0', method: `notifications/n-${streams}` }, `e-${streams}`)
    if (streams === 1) setTimeout(() => response.destroy(), 20)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(() => harness.got().map(({ method }) => method)).toContain('notifications/n-2')
  expect(server.asked.filter(({ method }) => method === 'GET')[1]?.headers['last-event-id']).toBe('e-1')
})

test('a canceled request gets no answer, and the server is notified', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 1) usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  await eventually(server.heard).toContain('tools/call')
  harness.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
  await eventually(server.heard).toContain('notifications/cancelled')
  await harness.end()
  expect(harness.got().some(({ id }) => id === 1)).toBe(false)
})

test('a batch in an older protocol version is answered as a batch', async () => {
  const server = await startScriptedServer((asked, response) => {
    const batch = JSON.parse(asked.body) as { id: number }[]
    json(
      response,
      batch.map(({ id }) => ({ jsonrpc: '2.0', id, result: {} })),
    )
  })
  const harness = await startBridgeHarness(server.url)
  harness.send([
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    { jsonrpc: '2.0', id: 2, method: 'ping' },
  ])
  await eventually(() => harness.lines.length).toBe(1)
  expect(JSON.parse(harness.lines[0]!)).toHaveLength(2)
})

test('a line that isn’t JSON-RPC gets a parse error, and the next line works', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url)
  harness.send('{"jsonrpc":')
  harness.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  await harness.answer(1)
  expect(harness.got()[0]).toMatchObject({ id: null, error: { code: -32700 } })
})

test('the session ends when the bridge does', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  await harness.end(new AbortController().signal)
  expect((await harness.answer(1)).result).toEqual({})
  const last = server.asked.at(-1)
  expect(last?.method).toBe('DELETE')
  expect(last?.headers).toMatchObject({ 'mcp-session-id': 's-1', authorization: 'Bearer token-1' })
})

test('requests that are pending at the end are still answered, however long it takes', async () => {
  let release: () => void = () => undefined
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 1) return usual(asked, response)
    release = () => usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  await eventually(server.heard).toContain('tools/call')
  const ended = harness.end(new AbortController().signal)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(server.heard()).not.toContain('DELETE')
  release()
  await ended
  expect(harness.got().at(-1)).toMatchObject({ id: 1, result: {} })
  expect(server.heard().at(-1)).toBe('DELETE')
})

test('a bridge that has to exit now does not wait for an answer that never comes', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 1) usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  await eventually(server.heard).toContain('tools/call')
  const exitNow = new AbortController()
  const ended = harness.end(exitNow.signal)
  exitNow.abort()
  await ended
  expect(server.heard().at(-1)).toBe('DELETE')
})

test('a server without sessions works too', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize')
      return json(response, toResult(asked, { protocolVersion: '2025-06-18' }))
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  await harness.answer(1)
  const asked = server.asked.find(({ message }) => message?.id === 1)
  expect(asked?.headers['mcp-session-id']).toBeUndefined()
  expect(asked?.headers['mcp-protocol-version']).toBe('2025-06-18')
  await harness.end()
  expect(server.heard()).not.toContain('DELETE')
})
