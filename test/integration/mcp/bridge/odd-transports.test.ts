import type { ServerResponse } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fakeTokens, startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import {
  json,
  startScriptedServer,
  stream,
  toResult,
  usual,
  type Asked,
} from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

const call = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'do', arguments: {} },
})

/** A server that answers calls in its own way. */
const answeringCalls = (answer: (asked: Asked, response: ServerResponse) => void) =>
  startScriptedServer((asked, response) => {
    if (asked.message?.method === 'tools/call') answer(asked, response)
    else usual(asked, response)
  })

const gets = (server: { heard(): string[] }) => server.heard().filter((heard) => heard === 'GET').length
const handshakes = (server: { heard(): string[] }) =>
  server.heard().filter((heard) => heard === 'initialize').length

test.for([400, 401, 403, 404, 405, 406, 501])(
  'a GET that is answered with %i costs neither session nor token, and is not repeated',
  async (status) => {
    let replaced = 0
    const tokens = fakeTokens()
    const server = await startScriptedServer((asked, response) => {
      if (asked.method === 'GET') return void response.writeHead(status).end('Session not found')
      usual(asked, response)
    })
    const harness = await startBridgeHarness(server.url, {
      ...tokens,
      replace: (id) => {
        replaced += 1
        return tokens.replace(id)
      },
    })
    await harness.connect()
    await eventually(() => gets(server)).toBe(1)
    for (const id of [1, 2, 3]) {
      harness.send(call(id))
      expect(await harness.answer(id)).toMatchObject({ result: {} })
    }
    expect([handshakes(server), gets(server), replaced]).toEqual([1, 1, 0])
  },
)

test('after a new session, a refused stream is asked for again', async () => {
  let sessions = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.method === 'GET') return void response.writeHead(404).end()
    if (asked.message?.method === 'initialize') sessions += 1
    if (asked.message?.id === 2 && sessions === 1) return void response.writeHead(404).end()
    usual(asked, response, `s-${sessions}`)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(() => gets(server)).toBe(1)
  harness.send(call(2))
  expect(await harness.answer(2)).toMatchObject({ result: {} })
  await eventually(() => gets(server)).toBe(2)
})

test('a 401 that speaks of a session is a lost session, and costs no renewal', async () => {
  let sessions = 0
  let replaced = 0
  const tokens = fakeTokens()
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize') sessions += 1
    if (asked.message?.method === 'tools/call' && sessions === 1)
      return void response.writeHead(401).end('{"error":"Session not found"}')
    usual(asked, response, `s-${sessions}`)
  })
  const harness = await startBridgeHarness(server.url, {
    ...tokens,
    replace: (id) => {
      replaced += 1
      return tokens.replace(id)
    },
  })
  await harness.connect()
  for (const id of [1, 2, 3]) harness.send(call(id))
  for (const id of [1, 2, 3]) expect(await harness.answer(id)).toMatchObject({ result: {} })
  expect([sessions, replaced]).toEqual([2, 0])
})

test('a 401 that still speaks of a session in a new one means the token', async () => {
  let sessions = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize') sessions += 1
    if (asked.message?.method === 'tools/call' && asked.headers.authorization === 'Bearer token-1')
      return void response.writeHead(401).end('Your session has expired')
    usual(asked, response, `s-${sessions}`)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: {} })
})

const encoders = {
  gzip: gzipSync,
  'X-GZIP': gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  'deflate ': deflateRawSync,
  'gzip, br': (data: string) => brotliCompressSync(gzipSync(data)),
  identity: (data: string) => Buffer.from(data),
}

test.for(Object.entries(encoders))('answers in %s are decoded', async ([coding, encode]) => {
  const server = await answeringCalls((asked, response) => {
    const isStream = asked.message?.id === 2
    const text = JSON.stringify(toResult(asked, { text: 'ü'.repeat(5000) }))
    response.writeHead(asked.message?.id === 3 ? 500 : 200, {
      'content-type': isStream ? 'text/event-stream' : 'application/json',
      'content-encoding': coding,
    })
    response.end(encode(isStream ? `data: ${text}\n\n` : asked.message?.id === 3 ? 'no luck' : text))
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  for (const id of [1, 2, 3]) harness.send(call(id))
  for (const id of [1, 2]) expect((await harness.answer(id)).result).toEqual({ text: 'ü'.repeat(5000) })
  expect((await harness.answer(3)).error?.message).toMatch(/HTTP 500: no luck/)
})

test('an answer in an unknown encoding is an error that names it', async () => {
  const server = await answeringCalls((_asked, response) => {
    response.writeHead(200, { 'content-encoding': 'dcb' }).end('x')
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect((await harness.answer(1)).error?.message).toMatch(/unknown way \(dcb\)/)
})

test.for([
  ['media type in capitals', 'Text/Event-Stream; charset=UTF-8', (text: string) => `data: ${text}\n\n`],
  ['CR', 'text/event-stream', (text: string) => `event:message\rdata:${text}\r\r`],
  ['CR, several lines', 'text/event-stream', (text: string) => `data:${text.replace(',', ',\rdata:')}\r\r`],
  ['CR and LF in turn', 'text/event-stream', (text: string) => `id:1\r\ndata:${text}\r\n\n`],
  ['BOM', 'text/event-stream', (text: string) => `\uFEFFdata:${text}\r\n\r\n`],
] as const)('an event stream with %s is read, although it stays open', async ([, type, toEvents]) => {
  const server = await answeringCalls((asked, response) => {
    response.writeHead(200, { 'content-type': type })
    for (const byte of Buffer.from(toEvents(JSON.stringify(toResult(asked, { ok: 'ü' })))))
      response.write(Buffer.from([byte]))
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect((await harness.answer(1)).result).toEqual({ ok: 'ü' })
})

test('cookies come back until the server deletes them, beside the user’s own', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize')
      response.setHeader('set-cookie', ['lb=one; Path=/; HttpOnly', 'gone=x', 'bad'])
    if (asked.message?.id === 1) response.setHeader('set-cookie', ['gone=; Max-Age=0', 'lb=two'])
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  for (const id of [1, 2]) {
    harness.send(call(id))
    await harness.answer(id)
  }
  const cookies = server.asked
    .filter(({ message }) => message?.id !== undefined)
    .map(({ headers }) => headers.cookie)
  expect(cookies).toEqual([undefined, 'lb=one; gone=x', 'lb=two'])
})

test('three redirects on the same origin are followed, a fourth is an error', async () => {
  let hops = 3
  const server = await startScriptedServer((asked, response) => {
    const hop = Number(/\d+$/.exec(asked.path)?.[0] ?? 0)
    if (asked.method === 'POST' && hop < hops)
      return void response.writeHead(hop % 2 === 0 ? 307 : 308, { location: `/hop${hop + 1}` }).end()
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  harness.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  expect(await harness.answer(1)).toMatchObject({ result: {} })
  hops = 4
  harness.send({ jsonrpc: '2.0', id: 2, method: 'ping' })
  expect((await harness.answer(2)).error?.message).toMatch(/redirects too often/)
})

test('an event ID that can’t be a header is not sent, and others are sent as UTF-8', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.headers['last-event-id'] !== undefined)
      return stream(response)({ jsonrpc: '2.0', id: 1, result: { resumed: true } })
    if (asked.message?.id === undefined) return usual(asked, response)
    const id = asked.message.id === 1 ? '中' : 'a\u0001b'
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`retry: 1\nid: ${id}\ndata: \n\n`)
  })
  const harness = await startBridgeHarness(server.url)
  for (const id of [1, 2]) harness.send({ jsonrpc: '2.0', id, method: 'x' })
  expect((await harness.answer(1)).result).toEqual({ resumed: true })
  expect((await harness.answer(2)).error).toMatchObject({ data: { code: 'connectionLost' } })
  const ids = server.asked.map(({ headers }) => headers['last-event-id']).filter((id) => id !== undefined)
  expect(ids.map((id) => Buffer.from(id as string, 'latin1').toString())).toEqual(['中'])
})

test('a protocol version that can’t be a header does not break the session', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize')
      return json(response, toResult(asked, { protocolVersion: 'x\r\nX-Evil: 1' }))
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: {} })
  expect(server.asked.at(-1)?.headers).not.toHaveProperty('x-evil')
})

test('a tool with a deeply nested schema reaches the client', async () => {
  const depth = 20_000
  const schema = `${'{"properties":{"a":'.repeat(depth)}{}${'}}'.repeat(depth)}`
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method !== 'tools/list') return usual(asked, response)
    const id = asked.message.id
    const text = `{"jsonrpc":"2.0","id":${id},"result":{"tools":[{"name":"t","inputSchema":${schema}}]}}`
    response.writeHead(200, { 'content-type': 'application/json' }).end(text)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  await eventually(() => harness.lines.some((line) => line.includes('"name":"t"'))).toBe(true)
  harness.send(call(2))
  expect(await harness.answer(2)).toMatchObject({ result: {} })
})
