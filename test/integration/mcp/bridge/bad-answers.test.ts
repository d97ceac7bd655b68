import { expect, test } from 'vitest'
import { startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import { json, toResult, startScriptedServer, stream, usual } from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' })

const call = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'do', arguments: {} },
})

/** A server that gives this answer to every request. */
const answering = (status: number, body: string, type = 'application/json') =>
  startScriptedServer((asked, response) => {
    if (asked.method !== 'POST') return usual(asked, response)
    response.writeHead(status, { 'content-type': type }).end(body)
  })

const ownError = { code: -32001, message: 'No such thing', data: { what: 'x' } }

test.for([
  [200, '', /^127\.0\.0\.1:\d+ answered HTTP 200 with an empty body\. Check the URL\.$/],
  [202, '', /answered HTTP 202 with an empty body/],
  [
    200,
    '{"message":"Please log in"}',
    /HTTP 200 with something other .* It says: {"message":"Please log in"}$/,
  ],
  [200, '<h1>Please log in</h1>', /HTTP 200 with something other .* It says: Please log in$/],
  [200, '{"jsonrpc":"2.0","id":1,"result":null}', /HTTP 200 with something other/],
  [200, '{"jsonrpc":"2.0","id":1,"error":"forbidden"}', /HTTP 200 with something other .*forbidden/],
  [200, '{"jsonrpc":"2.0","id":{"n":1},"result":{}}', /HTTP 200 with something other/],
  [403, '{"error":"forbidden"}', /answered HTTP 403: {"error":"forbidden"}$/],
  [
    500,
    '{"timestamp":"2026-01-01T00:00:00Z","status":500,"error":"Internal Server Error"}',
    /answered HTTP 500: .*Internal Server Error/,
  ],
  [400, '{"jsonrpc":"2.0","id":1,"error":{"code":"no","message":1}}', /answered HTTP 400: /],
] as const)(
  'an invalid answer (HTTP %i %s) becomes an error that quotes it',
  async ([status, body, message]) => {
    const server = await answering(status, body)
    const harness = await startBridgeHarness(server.url)
    harness.send(ping(1))
    expect((await harness.answer(1)).error).toMatchObject({
      code: -32603,
      message: expect.stringMatching(message) as string,
    })
    await harness.end()
    expect(harness.lines).toHaveLength(1)
  },
)

test.for([
  [200, 'application/json', JSON.stringify({ jsonrpc: '2.0', id: null, error: ownError })],
  [200, 'application/json', JSON.stringify({ id: 1, error: ownError })],
  [200, 'text/event-stream', `data: ${JSON.stringify({ jsonrpc: '2.0', id: null, error: ownError })}\n\n`],
  [400, 'application/json', JSON.stringify({ error: ownError })],
] as const)(
  'an error without the request’s ID (HTTP %i, %s) is the answer to that request',
  async ([status, type, body]) => {
    const server = await answering(status, body, type)
    const harness = await startBridgeHarness(server.url)
    harness.send(ping(1))
    expect(await harness.answer(1)).toEqual({ jsonrpc: '2.0', id: 1, error: ownError })
    await harness.end()
    expect(harness.lines).toHaveLength(1)
  },
)

test('an answer with another ID doesn’t leave the request open', async () => {
  const body = '{"jsonrpc":"2.0","id":"1","result":{}}'
  const server = await answering(200, body)
  const harness = await startBridgeHarness(server.url)
  harness.send(ping(1))
  expect((await harness.answer(1)).error?.message).toMatch(/HTTP 200 with something other/)
  expect(harness.lines).toHaveLength(2)
  expect(harness.lines[0]).toBe(body)
})

test('in a batch, answers are passed on, and an error without an ID goes to the unanswered requests', async () => {
  const answers = [
    { jsonrpc: '2.0', id: 1, result: {} },
    { jsonrpc: '2.0', id: null, error: ownError },
  ]
  const server = await answering(200, JSON.stringify(answers))
  const harness = await startBridgeHarness(server.url)
  harness.send([ping(1), ping(2)])
  await eventually(() => harness.lines.map((line) => JSON.parse(line) as object)).toEqual([
    [answers[0]],
    { jsonrpc: '2.0', id: 2, error: ownError },
  ])
})

test('an event stream that ends without the answer becomes an error', async () => {
  const server = await answering(200, 'data: {"message":"Please log in"}\n\n', 'text/event-stream')
  const harness = await startBridgeHarness(server.url)
  harness.send(call(1))
  expect((await harness.answer(1)).error).toMatchObject({ data: { code: 'connectionLost' } })
  expect(harness.lines).toHaveLength(1)
})

test('a stream that is resumed with something other becomes an error', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.method === 'GET') return json(response, { hello: 'there' })
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end('retry: 10\nid: e-1\ndata: {"jsonrpc":"2.0","method":"notifications/begun"}\n\n')
  })
  const harness = await startBridgeHarness(server.url)
  harness.send(call(1))
  expect((await harness.answer(1)).error).toMatchObject({ data: { code: 'connectionLost' } })
  expect(server.heard()).toEqual(['tools/call', 'GET'])
})

test('the client gets no messages that aren’t JSON-RPC, but everything after them', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.method !== 'GET' && asked.message?.id !== 1) return usual(asked, response)
    const send = stream(response)
    send({ message: 'hello' })
    send(asked.method === 'GET' ? { jsonrpc: '2.0', method: 'notifications/own' } : toResult(asked))
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(ping(1))
  expect(await harness.answer(1)).toMatchObject({ result: {} })
  await eventually(() => harness.got().map(({ method }) => method)).toContain('notifications/own')
  expect(harness.lines.join()).not.toContain('hello')
})

test('anything in a server’s text that might be a token is removed from errors', async () => {
  const secret = `eyJ${'aB3-_'.repeat(20)}`
  const server = await answering(
    500,
    `You sent "Authorization: Bearer ${secret}"\u001b[31m at /rest/api/3/myself`,
  )
  const harness = await startBridgeHarness(server.url)
  harness.send(ping(1))
  expect((await harness.answer(1)).error?.message).toMatch(
    /HTTP 500: You sent "Authorization: Bearer …" \[31m at \/rest\/api\/3\/myself$/,
  )
})

test('a canceled request gets no answer if the server’s answer is empty', async () => {
  let answerCall: () => void = () => undefined
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'tools/call') answerCall = () => response.writeHead(202).end()
    else usual(asked, response)
    if (asked.message?.method === 'notifications/cancelled') answerCall()
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
