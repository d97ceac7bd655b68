import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createMcpServerApi } from '../../../../src/adapters/mcp-discovery/mcp-server-api.ts'
import { fetchChallenge } from '../../../../src/adapters/mcp-discovery/challenge.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { startScriptedServer, toResult, usual, type Script } from '../../../support/mcp/scripted-server.ts'
import { fetchWithTimeout } from '../oauth-account.ts'

const api = createMcpServerApi(fetchWithTimeout)

const checkAccess = (url: string) =>
  api.checkAccess(accountForm({ kind: 'mcp-server', apiUrl: url, scopes: [] }), 'token')

const greeting: Script = (asked, response) => {
  const text = JSON.stringify(toResult(asked, { serverInfo: { name: 'Grüße', version: '1' } }))
  response.writeHead(200, { 'content-type': 'application/json' }).end(text)
}

it.for([
  ['text/event-stream', (text: string) => `event: message\r\ndata: ${text}\r\n\r\n`],
  ['Text/Event-Stream; charset=utf-8', (text: string) => `: hello\n\ndata: ${text}\n\n`],
  ['text/event-stream', (text: string) => `data:${text}\r\r`],
] as const)('ends with the answer of a server that leaves its stream open (%s)', async ([type, toEvents]) => {
  const server = await startScriptedServer((asked, response) => {
    const text = JSON.stringify(toResult(asked, { serverInfo: { name: 'Open', version: '1' } }))
    response.writeHead(200, { 'content-type': type }).write(toEvents(text))
  })
  expect((await checkAccess(server.url)).server).toBe('Open')
  expect(await fetchChallenge(fetchWithTimeout, server.url)).toMatchObject({ isOpen: true })
})

it.each([
  ['lets everyone through the handshake', 200],
  ['has no handshake', 404],
  ['dislikes the handshake', 400],
])('hears the challenge of a server that %s', async (_what, status) => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize' && status === 200) return usual(asked, response)
    const isListing = asked.message?.method === 'tools/list'
    const headers = isListing ? { 'www-authenticate': 'Bearer scope="mcp:basic"' } : {}
    response.writeHead(isListing ? 401 : status, headers).end()
  })
  const challenge = { isOpen: false, scopes: ['mcp:basic'] }
  expect(await fetchChallenge(fetchWithTimeout, server.url)).toMatchObject(challenge)
  const [, listing] = server.asked
  expect(listing?.headers['mcp-session-id']).toBe(status === 200 ? 's-1' : undefined)
})

it('ends with an error of a server that leaves its stream open', async () => {
  const server = await startScriptedServer((_asked, response) => {
    const error = { jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'no' } }
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .write(`data: ${JSON.stringify(error)}\n\n`)
  })
  expect((await checkAccess(server.url)).server).toBe(null)
})

it('follows up to three redirects on the same origin with the request, and no others', async () => {
  let hops = 3
  const server = await startScriptedServer((asked, response) => {
    const hop = Number(/\d+$/.exec(asked.path)?.[0] ?? 0)
    if (hop >= hops) return greeting(asked, response)
    response.writeHead(hop % 2 === 0 ? 307 : 308, { location: `/hop${hop + 1}` }).end()
  })
  expect((await checkAccess(server.url)).server).toBe('Grüße')
  const [last] = server.asked.slice(-1)
  expect(last).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer token' } })
  expect(last?.message?.method).toBe('initialize')
  hops = 4
  await expect(checkAccess(server.url)).rejects.toMatchObject({ code: 'badAnswer' })

  const other = await startScriptedServer(greeting)
  const leading = await startScriptedServer((_asked, response) => {
    response.writeHead(307, { location: other.url }).end()
  })
  await expect(checkAccess(leading.url)).rejects.toMatchObject({ code: 'badAnswer' })
  expect(other.asked).toEqual([])
})

it('reads compressed answers', async () => {
  const server = await startScriptedServer((asked, response) => {
    const text = JSON.stringify(toResult(asked, { serverInfo: { name: 'Small', version: '1' } }))
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(gzipSync(text))
  })
  expect((await checkAccess(server.url)).server).toBe('Small')
})
