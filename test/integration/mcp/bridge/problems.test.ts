import { expect, test } from 'vitest'
import { OwnerError } from '../../../../src/client/owner-error.ts'
import type { TokenSource } from '../../../../src/mcp/bridge/token-source.ts'
import { fakeTokens, startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import {
  json,
  toResult,
  startScriptedServer,
  stream,
  usual,
  type Script,
} from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

const call = (id: number, name = 'do') => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})

/** Drops the connection of the first request with this method, after the request has arrived. */
function breaksOnce(method: string): Script {
  let isBroken = false
  return (asked, response) => {
    if (asked.message?.method !== method || isBroken) return usual(asked, response)
    isBroken = true
    response.destroy()
  }
}

/** A server that loses its first session at the first call. */
function losesSession(status: number, body: string): Script {
  let sessions = 0
  return (asked, response) => {
    const { method } = asked.message ?? {}
    if (method === 'initialize') sessions += 1
    if (asked.headers['mcp-session-id'] === 's-1' && (sessions > 1 || method === 'tools/call'))
      return void response.writeHead(status).end(body)
    usual(asked, response, `s-${sessions}`)
  }
}

test.for([
  [404, ''],
  [
    400,
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: No valid session ID provided"}}',
  ],
] as const)(
  'after a lost session (HTTP %i) a new one starts with its log level and subscriptions, and the call is repeated',
  async ([status, body]) => {
    const server = await startScriptedServer(losesSession(status, body))
    const harness = await startBridgeHarness(server.url)
    await harness.connect()
    harness.send({ jsonrpc: '2.0', id: 1, method: 'logging/setLevel', params: { level: 'error' } })
    for (const [id, uri] of [
      [2, 'a:1'],
      [3, 'a:2'],
    ] as const)
      harness.send({ jsonrpc: '2.0', id, method: 'resources/subscribe', params: { uri } })
    await Promise.all([1, 2, 3].map((id) => harness.answer(id)))
    harness.send({ jsonrpc: '2.0', id: 4, method: 'resources/unsubscribe', params: { uri: 'a:2' } })
    await harness.answer(4)
    const before = server.asked.length
    harness.send(call(5))
    expect(await harness.answer(5)).toMatchObject({ result: {} })
    expect(
      server
        .heard()
        .slice(before)
        .filter((heard) => heard !== 'GET'),
    ).toEqual([
      'tools/call',
      'initialize',
      'notifications/initialized',
      'logging/setLevel',
      'resources/subscribe',
      'tools/call',
    ])
    expect(server.asked.at(-1)?.headers['mcp-session-id']).toBe('s-2')
    // the client got each answer once
    const ids = harness.got().map(({ id = -1 }) => id)
    expect(ids.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
  },
)

test('ten calls in a lost session start one new session', async () => {
  const server = await startScriptedServer(losesSession(404, ''))
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  const ids = Array.from({ length: 10 }, (_, index) => index + 1)
  for (const id of ids) harness.send(call(id))
  for (const answer of await Promise.all(ids.map((id) => harness.answer(id))))
    expect(answer.result).toEqual({})
  expect(server.heard().filter((heard) => heard === 'initialize')).toHaveLength(2)
})

test('a new session with another protocol version is an error', async () => {
  let sessions = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'initialize') {
      sessions += 1
      const protocolVersion = sessions === 1 ? '2025-11-25' : '2025-03-26'
      return json(response, toResult(asked, { protocolVersion }), { 'mcp-session-id': `s-${sessions}` })
    }
    if (asked.message?.method === 'tools/call') return void response.writeHead(404).end()
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect((await harness.answer(1)).error?.message).toMatch(/different protocol version.*Reconnect/)
})

test('a server that is briefly unavailable causes a delay, not an error', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await server.close()
  harness.send(call(1))
  await eventually(() => harness.notes.join()).toMatch(/can’t be reached/)
  await server.reopen()
  expect(await harness.answer(1)).toMatchObject({ result: {} })
})

test('a busy server is asked again after the time it requests', async () => {
  let calls = 0
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method !== 'tools/call') return usual(asked, response)
    calls += 1
    if (calls === 1) return void response.writeHead(503, { 'retry-after': '0' }).end()
    if (calls === 2) return void response.writeHead(429).end()
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: {} })
})

test('a call whose connection broke is not repeated, because the server may have executed it', async () => {
  const server = await startScriptedServer(breaksOnce('tools/call'))
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect((await harness.answer(1)).error?.message).toMatch(/broke .*Check whether it was done/)
  expect(server.heard().filter((heard) => heard === 'tools/call')).toHaveLength(1)
})

test('a list request whose connection broke is repeated', async () => {
  const server = await startScriptedServer(breaksOnce('tools/list'))
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  expect(await harness.answer(1)).toMatchObject({ result: {} })
})

test('a call whose connection broke is repeated if the server marks the tool as read-only', async () => {
  const tools = [{ name: 'do', annotations: { readOnlyHint: true }, inputSchema: {} }]
  const breaks = breaksOnce('tools/call')
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'tools/list') return json(response, toResult(asked, { tools }))
    breaks(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  await harness.answer(1)
  harness.send(call(2))
  expect(await harness.answer(2)).toMatchObject({ result: {} })
})

test('a token refused in the middle of a session is replaced, and the client doesn’t notice', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'tools/call' && asked.headers.authorization === 'Bearer token-1')
      return void response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: {} })
  expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer token-2')
})

test.for([
  [401, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="write:x"' }, ''],
  [401, {}, '{"code":401,"message":"Unauthorized; scope does not match"}'],
  [403, {}, '{"error":"insufficient_scope"}'],
] as const)(
  'a missing scope (HTTP %i %o) is not mistaken for a refused token',
  async ([status, headers, body]) => {
    const tokens = fakeTokens()
    let isReplaced = false
    const server = await startScriptedServer((asked, response) => {
      if (asked.message?.method === 'tools/call') return void response.writeHead(status, headers).end(body)
      usual(asked, response)
    })
    const harness = await startBridgeHarness(server.url, {
      ...tokens,
      replace: (id) => {
        isReplaced = true
        return tokens.replace(id)
      },
    })
    await harness.connect()
    harness.send(call(1))
    expect((await harness.answer(1)).error).toMatchObject({ data: { code: 'scopeMissing' } })
    expect(isReplaced).toBe(false)
  },
)

const insufficient = 'error="insufficient_scope"'
test.each([
  [`Bearer ${insufficient}, scope="mcp:write mcp:read"`, 'mcp:write mcp:read'],
  [`Bearer scope='mcp:write', ${insufficient}`, 'mcp:write'],
  [`Bearer scope=mcp:write, ${insufficient}`, 'mcp:write'],
])('a missing scope is asked for at the next sign-in: %s', async (challenge, scopes) => {
  const requested: string[][] = []
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method === 'tools/call')
      return void response.writeHead(403, { 'www-authenticate': challenge }).end()
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url, {
    ...fakeTokens(),
    requestScopes: async ({ accountId }, url, wanted) => {
      requested.push([accountId, url, wanted])
      return true
    },
  })
  await harness.connect()
  harness.send(call(1))
  const { error } = await harness.answer(1)
  expect(error).toMatchObject({ message: expect.stringContaining(`the scope ${scopes} that`) as string })
  expect(error).toMatchObject({ message: expect.stringContaining('Sign in again to allow it.') as string })
  expect(error).not.toMatchObject({ message: expect.stringMatching(/console/) as string })
  expect(requested).toEqual([['work', server.url, scopes]])
})

/** A token source that first fails this many times with this code. */
function tokensAfter(failures: number, code: OwnerError['code']): TokenSource {
  const tokens = fakeTokens()
  let asked = 0
  return {
    ...tokens,
    current: () => {
      asked += 1
      return asked > failures
        ? tokens.current()
        : Promise.reject(new OwnerError(code, 'Nobody is signed in.'))
    },
  }
}

test('a client that couldn’t connect without a sign-in connects once there is one, through the same bridge', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url, tokensAfter(1, 'notSignedIn'))
  harness.send({ jsonrpc: '2.0', id: 9, method: 'initialize', params: {} })
  expect((await harness.answer(9)).error).toMatchObject({
    message: expect.stringMatching(/jira-token sign-in.*You don’t need to restart/) as string,
    data: { code: 'notSignedIn' },
  })
  expect(server.asked).toEqual([])
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: {} })
})

test('a provider that is briefly unreachable causes a delay, not an error', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url, tokensAfter(2, 'offline'))
  await harness.connect()
  expect(harness.lines.join()).not.toContain('error')
})

test('the server’s own error reaches the client unchanged; from an error page, it gets the text', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id === 1)
      return void response
        .writeHead(400)
        .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32022,"message":"no","data":{"supported":["x"]}}}')
    if (asked.message?.id === 2)
      return void response
        .writeHead(403)
        .end('<html><style>x</style><h1>Blocked</h1> by <b>policy</b></html>')
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  harness.send({ jsonrpc: '2.0', id: 1, method: 'server/discover' })
  expect((await harness.answer(1)).error).toEqual({ code: -32022, message: 'no', data: { supported: ['x'] } })
  harness.send({ jsonrpc: '2.0', id: 2, method: 'ping' })
  expect((await harness.answer(2)).error?.message).toMatch(/answered HTTP 403: Blocked by policy$/)
})

test('the token does not follow a redirect to another origin', async () => {
  const other = await startScriptedServer(usual)
  const server = await startScriptedServer((_asked, response) => {
    response.writeHead(307, { location: other.url }).end()
  })
  const harness = await startBridgeHarness(server.url)
  harness.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  expect((await harness.answer(1)).error?.message).toMatch(/redirects to .*the token must not be sent there/)
  expect(other.asked).toEqual([])
})

test('a redirect to the same origin is followed with the message', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.path === '/mcp') return void response.writeHead(308, { location: '/mcp/' }).end()
    usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url)
  harness.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  expect(await harness.answer(1)).toMatchObject({ result: {} })
  expect(server.asked.at(-1)).toMatchObject({ path: '/mcp/', method: 'POST' })
})

test('a request canceled while the server is down is not sent later', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(server.heard).toContain('GET')
  await server.close()
  harness.send(call(1))
  await eventually(() => harness.notes.join()).toMatch(/can’t be reached .* Trying again/)
  harness.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
  await server.reopen()
  await eventually(server.heard).toContain('notifications/cancelled')
  // waits for everything in progress
  await harness.end()
  expect(server.heard()).not.toContain('tools/call')
})

test('the bridge asks for an event stream only once if the server refuses it', async () => {
  const server = await startScriptedServer(usual)
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  await eventually(server.heard).toContain('GET')
  for (const id of [1, 2, 3]) harness.send(call(id))
  await Promise.all([1, 2, 3].map((id) => harness.answer(id)))
  expect(server.heard().filter((heard) => heard === 'GET')).toHaveLength(1)
})

test('an answer counts even if its stream breaks afterwards', async () => {
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method !== 'tools/call') return usual(asked, response)
    stream(response)(toResult(asked, { ok: true }))
    setTimeout(() => response.destroy(), 20)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call(1))
  expect(await harness.answer(1)).toMatchObject({ result: { ok: true } })
  await harness.end()
  expect(harness.got().filter(({ id }) => id === 1)).toHaveLength(1)
})
