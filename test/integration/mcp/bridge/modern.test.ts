import { expect, test } from 'vitest'
import { startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import { json, toResult, startScriptedServer, stream, usual } from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

/** A request in protocol version 2026-07-28: no handshake, everything relevant is in each message. */
const request = (id: number, method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { ...params, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
})

test('a message without a handshake gets headers based on its content', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url)
  harness.send(request(1, 'server/discover'))
  harness.send(request(2, 'tools/call', { name: 'get weather', arguments: {} }))
  harness.send(request(3, 'resources/read', { uri: 'file:///Grüße' }))
  await Promise.all([1, 2, 3].map((id) => harness.answer(id)))
  const getHeaders = (id: number) => server.asked.find(({ message }) => message?.id === id)?.headers
  expect(getHeaders(1)).toMatchObject({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'server/discover',
  })
  expect(getHeaders(2)).toMatchObject({ 'mcp-method': 'tools/call', 'mcp-name': 'get weather' })
  expect(getHeaders(3)?.['mcp-name']).toBe(`=?base64?${Buffer.from('file:///Grüße').toString('base64')}?=`)
  await harness.end()
  // no session, no event stream, no DELETE at the end
  expect(server.heard()).toEqual(expect.not.arrayContaining(['GET', 'DELETE']))
})

test('parameters that a tool declares as headers are sent as headers', async () => {
  const properties = {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    deep: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' } } },
    absent: { type: 'string', 'x-mcp-header': 'Absent' },
  }
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method !== 'tools/list') return usual(asked, response)
    json(response, toResult(asked, { tools: [{ name: 'sql', inputSchema: { properties } }] }))
  })
  const harness = await startBridgeHarness(server.url)
  harness.send(request(1, 'tools/list'))
  await harness.answer(1)
  const params = { name: 'sql', arguments: { region: ' eu\n', deep: { dry: true }, query: 'q' } }
  harness.send(request(2, 'tools/call', params))
  await harness.answer(2)
  const headers = server.asked.at(-1)?.headers ?? {}
  expect(Object.entries(headers).filter(([name]) => name.startsWith('mcp-param-'))).toEqual([
    ['mcp-param-region', `=?base64?${Buffer.from(' eu\n').toString('base64')}?=`],
    ['mcp-param-dry-run', 'true'],
  ])
})

test.for([
  { a: { type: 'string', 'x-mcp-header': 'Bad Name' } },
  { a: { type: 'string', 'x-mcp-header': 'X\r\nY: z' } },
  { a: { type: 'number', 'x-mcp-header': 'X' } },
  { a: { type: 'string', 'x-mcp-header': 'X' }, b: { type: 'string', 'x-mcp-header': 'x' } },
  { a: { type: 'array', items: { type: 'string', 'x-mcp-header': 'X' } } },
])(
  'a tool with unusable headers is left out of the list, but the others are listed: %o',
  async (properties) => {
    const good = { name: 'good', inputSchema: { type: 'object' }, title: 'Good' }
    const server = await startScriptedServer((asked, response) =>
      json(
        response,
        toResult(asked, { tools: [{ name: 'bad', inputSchema: { properties } }, good], ttlMs: 0 }),
      ),
    )
    const harness = await startBridgeHarness(server.url)
    harness.send(request(1, 'tools/list'))
    expect((await harness.answer(1)).result).toEqual({ tools: [good], ttlMs: 0 })
  },
)

test('canceling closes the connection', async () => {
  let hasHungUp = false
  const server = await startScriptedServer((_asked, response) => {
    stream(response)(null)
    response.on('close', () => (hasHungUp = true))
  })
  const harness = await startBridgeHarness(server.url)
  harness.send(request(1, 'subscriptions/listen'))
  await eventually(server.heard).toEqual(['subscriptions/listen'])
  harness.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
  await eventually(() => hasHungUp).toBe(true)
  expect(server.heard()).toEqual(['subscriptions/listen'])
  expect(harness.lines).toEqual([])
})
