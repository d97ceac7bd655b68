import { once } from 'node:events'
import { expect, test } from 'vitest'
import {
  apiErrorSchema,
  checkAnswerSchema,
  renewAnswerSchema,
  statusSchema,
  testAnswerSchema,
  tokenAnswerSchema,
} from '../../../src/shared/local-api.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'
import type { AccountTokenFacts } from '../../../src/core/token/account-token-types.ts'
import { eventually } from '../../support/eventually.ts'
import { hasCookie } from '../../../src/owner/api/server.ts'
import { cookieHeader } from '../../../src/ownership/owner-address.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { startApi, type JsonAnswer } from './api-harness.ts'

/** A Windows pipe is closed as a whole: it has no side that a client could close after its request. */
const isPipe = process.platform === 'win32'

/** Sends all of this, and waits for the whole answer. */
async function exchange(api: Awaited<ReturnType<typeof startApi>>, request: string): Promise<string> {
  const { socket, text, closed } = api.raw()
  if (isPipe) {
    socket.write(request)
    await eventually(text).toMatch(/\r\n\r\n(\{.*\}\s*)?$/s)
  } else {
    socket.end(request)
    await closed
  }
  return text()
}

const describeError = ({ status, body }: JsonAnswer) => `${status} ${apiErrorSchema.parse(body).error.code}`

test('issues a token with its expiry and ID, uncached', async () => {
  const api = await startApi()
  const { status, body, headers } = await api.ask('GET', '/v1/accounts/default/token')
  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('no-store')
  expect(tokenAnswerSchema.strict().parse(body)).toMatchObject({
    account: { id: 'w', name: 'Work' },
    accessToken: 'secret-token-1',
    expiresInSec: 3599,
    scopes: ['read:jira-work'],
  })
  expect(api.calls).toEqual(['ask w undefined'])
})

test('finds accounts by ID and by name, with any case and any characters', async () => {
  const api = await startApi()
  for (const name of ['h', 'H%C3%A4user%2F2', 'h%C3%84USER%2F2'])
    expect(await api.ask('GET', `/v1/accounts/${name}/token`)).toMatchObject({
      body: { account: { id: 'h' } },
    })
  expect(describeError(await api.ask('GET', '/v1/accounts/nobody/token'))).toBe('404 accountNotFound')
})

test('passes on the minimum validity, and refuses anything but a number', async () => {
  const api = await startApi()
  await api.ask('GET', '/v1/accounts/w/token?min_valid=90&unknown=ignored')
  expect(api.calls).toEqual(['ask w 90'])
  for (const bad of ['', '-1', 'x', '1e99', 'Infinity', '9999999999'])
    expect(describeError(await api.ask('GET', `/v1/accounts/w/token?min_valid=${bad}`))).toBe(
      '400 badRequest',
    )
  api.failWith('minValidTooLong')
  expect(describeError(await api.ask('GET', '/v1/accounts/w/token?min_valid=99999'))).toBe(
    '400 minValidTooLong',
  )
})

test('renews, and a refused token costs only one renewal', async () => {
  const api = await startApi()
  const { body } = await api.ask('GET', '/v1/accounts/w/token')
  const { tokenId } = tokenAnswerSchema.parse(body)
  const renewed = await api.ask('POST', `/v1/accounts/w/renew?refused=${tokenId}`)
  expect(renewAnswerSchema.strict().parse(renewed.body)).toMatchObject({ accessToken: 'secret-token-2' })
  const again = await api.ask('POST', `/v1/accounts/w/renew?refused=${tokenId}`, '{"unknown":1}')
  expect(again).toMatchObject({ status: 200, body: { accessToken: 'secret-token-2' } })
  expect(api.calls.filter((call) => call === 'renew w')).toHaveLength(1)
})

test('a refused token of a sign-in that is known to be dead gives that reason, however new it is', async () => {
  const api = await startApi()
  const { tokenId } = tokenAnswerSchema.parse((await api.ask('GET', '/v1/accounts/w/token')).body)
  const token = { kind: 'held', obtainedAtMs: Date.now(), stored: true } as const
  const tellProblem = (problem: AccountTokenFacts['problem']) =>
    api.store.dispatch({
      type: 'accountTokenChanged',
      id: 'w',
      facts: {
        token: {
          ...token,
          expiresAtMs: Date.now() + 3_600_000,
          lifetimeSec: 3600,
          hasRefreshToken: true,
          scopes: [],
        },
        activity: { kind: 'idle' },
        problem,
        renewsAtMs: null,
      },
    })
  const renew = () => api.ask('POST', `/v1/accounts/w/renew?refused=${tokenId}`)
  tellProblem({ kind: 'none' })
  expect(describeError(await renew())).toMatch(/tokenRefused$/)
  tellProblem({ kind: 'signInNeeded', reason: 'refreshTokenRefused' })
  await renew()
  // the account itself says why it can't be renewed
  expect(api.calls).toContain('renew w')
})

test('tests a token, and returns the status without any secret', async () => {
  const api = await startApi()
  testAnswerSchema.strict().parse((await api.ask('POST', '/v1/accounts/w/test')).body)
  const { body } = await api.ask('GET', '/v1/status')
  const status = statusSchema.strict().parse(body)
  expect(status).toMatchObject({ version: '1.2.3', owner: { kind: 'agent', pid: process.pid } })
  expect(status.accounts.map(({ name, isDefault }) => [name, isDefault])).toEqual([
    ['Work', true],
    ['Häuser/2', false],
  ])
  expect(JSON.stringify(body)).not.toContain('secret')
})

test('runs the checks, and an unreachable provider is one of the findings', async () => {
  const api = await startApi()
  const { status, body } = await api.ask('POST', '/v1/check')
  expect(status).toBe(200)
  const { findings, callbacks, runtime } = checkAnswerSchema.strict().parse(body)
  const findVerdict = (wanted: string) => findings.find(({ name }) => name === wanted)?.verdict
  expect([findVerdict('keychain'), findVerdict('network'), findVerdict('token')]).toEqual([
    'ok',
    'failed',
    'warning',
  ])
  expect(callbacks.map(({ account }) => account)).toEqual(['Work', 'Häuser/2'])
  expect(runtime).toBe('a test')
})

test.each<[ErrorCode, number]>([
  ['refreshTokenRefused', 409],
  ['offline', 503],
  ['providerFailed', 502],
  ['timedOut', 504],
  ['keychainLocked', 503],
  ['internal', 500],
])('answers %s with %i and a sentence', async (code, status) => {
  const api = await startApi()
  api.failWith(code)
  const answer = await api.ask('GET', '/v1/accounts/w/token')
  expect(describeError(answer)).toBe(`${status} ${code}`)
  expect(apiErrorSchema.parse(answer.body).error.message).toMatch(/^[A-Z].*\.$/)
})

test('streams the status, immediately and after every change', async () => {
  const api = await startApi()
  const { socket, text } = api.raw()
  socket.write(api.events)
  const events = () => text().match(/^event: status$/gm)?.length ?? 0
  await eventually(events).toBe(1)
  expect(text()).toContain('content-type: text/event-stream')
  api.store.dispatch({
    type: 'recordsChanged',
    records: api.store.state().records.map((record) => ({ ...record, name: `${record.name}!` })),
  })
  await eventually(events).toBe(2)
  expect(text()).toContain('"name":"Work!"')
})

test('requires the cookie where anyone could connect', () => {
  expect(hasCookie({}, null)).toBe(true)
  expect(hasCookie({}, 'secret')).toBe(false)
  expect(hasCookie(cookieHeader('guessed'), 'secret')).toBe(false)
  expect(hasCookie(cookieHeader('secret'), 'secret')).toBe(true)
})

test('reports wrong paths, wrong methods, and garbage, without getting a token', async () => {
  const api = await startApi()
  expect(describeError(await api.ask('GET', '/v2/status'))).toBe('404 unknownPath')
  expect(describeError(await api.ask('GET', '/v1/accounts/w/renew'))).toBe('405 methodNotAllowed')
  expect(describeError(await api.ask('GET', '/v1/accounts/%ff/token'))).toBe('400 badRequest')
  const garbage = api.raw()
  garbage.socket.write('\u0000\u0001 garbage\r\n\r\n')
  await garbage.closed
  expect(garbage.text()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"badRequest"/)
  expect(api.calls).toEqual([])
})

test('refuses a request above 64 KiB, with or without a declared length, and keeps serving', async () => {
  const api = await startApi()
  const told = api.raw()
  told.socket.write('POST /v1/accounts/w/renew HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n')
  await eventually(() => told.text()).toMatch(/^HTTP\/1\.1 413 /)
  const untold = api.raw()
  untold.socket.write('POST /v1/accounts/w/renew HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
  const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
  untold.socket.write(chunk + chunk + chunk)
  await eventually(() => untold.text()).toMatch(/^HTTP\/1\.1 413 /)
  expect(api.calls).toEqual([])
  expect((await api.ask('GET', '/v1/status')).status).toBe(200)
})

test.skipIf(isPipe)('answers a client that has closed its side, and then closes the connection', async () => {
  const api = await startApi()
  const release = api.hold()
  const { socket, text, closed } = api.raw()
  socket.end('GET /v1/accounts/w/token HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n')
  await eventually(() => api.calls).toHaveLength(1)
  // a server that hangs up at the end of the client's side has done so by then
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 100))])
  release()
  await closed
  expect(text()).toMatch(
    /^HTTP\/1\.1 200 [\s\S]*secret-token-1[\s\S]*HTTP\/1\.1 200 [\s\S]*"version":"1\.2\.3"/,
  )
})

test.skipIf(isPipe)(
  'streams to a client that has closed its side, and forgets it when it is gone',
  async () => {
    const api = await startApi()
    const { socket, text } = api.raw()
    socket.end(api.events)
    await eventually(text).toContain('event: status')
    api.store.dispatch({ type: 'recordsChanged', records: [] })
    await eventually(text).toContain('"accounts":[]')
    socket.destroy()
    await eventually(() => {
      api.store.dispatch({ type: 'settingsChanged', settings: { ...api.store.state().settings } })
      api.store.dispatch({ type: 'noticed', notice: { kind: 'noTray', desktop: `${Math.random()}` } })
      api.store.dispatch({ type: 'recordsChanged', records: [accountRecord({ name: `${Math.random()}` })] })
      return api.viewers()
    }).toBe(0)
  },
)

const invalidRequests: readonly (readonly [what: string, request: string, status: number, code: string])[] = [
  ['a request without Host', 'GET /v1/status HTTP/1.1\r\n\r\n', 400, 'badRequest'],
  [
    'an unknown expectation',
    'GET /v1/status HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n',
    417,
    'expectationFailed',
  ],
  ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'methodNotAllowed'],
  ['TRACE', 'TRACE /v1/status HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'methodNotAllowed'],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'badRequest'],
  ['an absolute URL', 'GET http://x/v1/status HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'badRequest'],
  ['a long path', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'requestTooLarge'],
  ['a long header', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'requestTooLarge'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'badRequest'],
  ['TLS', '\u0016\u0003\u0001', 400, 'badRequest'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    'badRequest',
  ],
  ['a negative length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400, 'badRequest'],
  [
    'a bad chunk',
    'POST /v1/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    400,
    'badRequest',
  ],
]

const incompleteRequests: typeof invalidRequests = [
  ['half of the headers', 'GET /v1/st', 400, 'badRequest'],
  ['half of a body', 'POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{', 400, 'badRequest'],
]

test.each([
  ...invalidRequests,
  // without an end, the rest may still come
  ...(isPipe ? [] : incompleteRequests),
])('answers %s with an error as in the contract', async (_what, request, status, code) => {
  const api = await startApi()
  const [head = '', ...bodies] = (await exchange(api, request)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} \\w`))
  expect(head).toMatch(/content-type: application\/json; charset=utf-8/i)
  expect(bodies).toHaveLength(1)
  const { error } = apiErrorSchema.parse(JSON.parse(bodies[0]!))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(/^[A-Z].*\.$/)
  expect(api.calls).toEqual([])
})

test('answers HEAD with the status and headers alone, as HTTP demands', async () => {
  const api = await startApi()
  const answer = await exchange(api, 'HEAD /v1/status HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\n\r\n$/)
})

test('answers as usual if the client offers to upgrade', async () => {
  const api = await startApi()
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  const answer = await exchange(api, `GET /v1/status HTTP/1.1\r\n${api.head}${upgrade}`)
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*"version"/)
})

test.each(['/v1/accounts/w/renew', '/v1/nothing'])(
  'a client that sends far too much to %s without reading still gets the answer',
  async (path) => {
    const api = await startApi()
    const bytes = 3_000_000
    const { status, body } = await api.ask('POST', path, 'x'.repeat(bytes))
    expect([413, 404]).toContain(status)
    apiErrorSchema.parse(body)
  },
)

test.each([
  ['POST', '/v1/accounts', '{"name":7}', 'name is not valid: It must be a string.'],
  ['POST', '/v1/accounts', '{}', 'name is not valid: It is missing.'],
  ['POST', '/v1/accounts', '{"name":"a","kind":"b"}', /^kind is not valid: It must be jira-cloud or /],
  [
    'POST',
    '/v1/accounts',
    '{"name":"a","bufferMinutes":99}',
    'bufferMinutes is not valid: It must be at most 30.',
  ],
  [
    'POST',
    '/v1/accounts',
    '{"name":"a","bufferMinutes":1.5}',
    'bufferMinutes is not valid: It must be a whole number.',
  ],
  ['POST', '/v1/accounts', '{"name":"a","scopes":"b"}', 'scopes is not valid: It must be a list.'],
  ['POST', '/v1/accounts', '{"name":"a","scopes":[7]}', 'scopes.0 is not valid: It must be a string.'],
  ['POST', '/v1/accounts', '{"name":"a","clientSecret":" "}', 'clientSecret is not valid: It is empty.'],
  [
    'POST',
    '/v1/accounts',
    '{"name":"a","autoRenewal":"yes"}',
    'autoRenewal is not valid: It must be true or false.',
  ],
  [
    'POST',
    '/v1/accounts/w/synced-files',
    '{"path":"/a","kind":"env","names":3}',
    'names is not valid: It must be an object.',
  ],
  [
    'POST',
    '/v1/accounts/w/renew',
    `{"refused":"${'x'.repeat(101)}"}`,
    'refused is not valid: It must be at most 100 characters long.',
  ],
  [
    'GET',
    '/v1/accounts/w/token?min_valid=soon',
    '',
    'min_valid is not valid: It must be a number of seconds.',
  ],
])('says in plain words what is wrong: %s %s %s', async (method, path, args, message) => {
  const api = await startApi()
  const { status, body } = await api.ask(method, path, args)
  expect(status).toBe(400)
  expect(apiErrorSchema.parse(body).error.message).toEqual(
    typeof message === 'string' ? message : (expect.stringMatching(message) as string),
  )
})

test('hangs up on requests that are not complete in time', async () => {
  const api = await startApi({ requestTimeoutMs: 1000 })
  const starts = [
    '',
    'GET /v1/sta',
    'POST /v1/accounts/w/renew HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab',
  ]
  const connections = starts.map((start) => {
    const connection = api.raw()
    connection.socket.write(start)
    return connection
  })
  const startedMs = performance.now()
  await Promise.all(connections.map(({ closed }) => closed))
  expect(performance.now() - startedMs).toBeGreaterThan(900)
  expect(connections[1]!.text()).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"requestTooSlow"/)
  expect(api.calls).toEqual([])
})

test('keeps serving despite 1,000 idle connections, by closing the oldest', async () => {
  const api = await startApi()
  const viewer = api.raw()
  viewer.socket.write(api.events)
  await eventually(() => viewer.text()).toContain('event: status')
  let closed = 0
  const idle: ReturnType<typeof api.raw>[] = []
  while (idle.length < 1000) {
    const connection = api.raw()
    void connection.closed.then(() => (closed += 1))
    idle.push(connection)
    // a pipe has no queue of connections that wait
    if (isPipe) await once(connection.socket, 'connect')
  }
  await eventually(() => closed).toBeGreaterThanOrEqual(1000 - 256)
  expect((await api.ask('GET', '/v1/status')).status).toBe(200)
  expect(viewer.socket.destroyed).toBe(false)
  for (const { socket } of idle) socket.destroy()
})

test('forgets viewers that hang up, including pipelined ones not served yet, and is then idle', async () => {
  const api = await startApi()
  const pipelines = Array.from({ length: 5 }, api.raw)
  for (const { socket } of pipelines) socket.write(api.events.repeat(20))
  await eventually(api.viewers).toBe(100)
  expect(api.isInUse()).toBe(true)
  for (const { socket } of pipelines) socket.destroy()
  await eventually(api.viewers).toBe(0)
  expect(api.isInUse()).toBe(false)
})

test('closes a pipeline that would make it buffer without limit for a viewer not served yet', async () => {
  const api = await startApi()
  const pipeline = api.raw()
  pipeline.socket.write(api.events.repeat(2))
  await eventually(api.viewers).toBe(2)
  const [record] = api.store.state().records
  for (let change = 0; change < 30; change += 1) {
    const id = `${change}`.repeat(50_000)
    const sites = [{ id, name: '', url: '' }]
    api.store.dispatch({ type: 'recordsChanged', records: [{ ...record!, sites }] })
    // the first viewer keeps reading
    await new Promise(setImmediate)
  }
  await pipeline.closed
  await eventually(api.viewers).toBe(0)
})

test('closes immediately, even with open connections', async () => {
  const api = await startApi()
  const viewer = api.raw()
  viewer.socket.write(api.events)
  await eventually(() => viewer.text()).toContain('event: status')
  await api.close()
  await viewer.closed
  // a closed pipe is gone
  const code = isPipe ? 'ENOENT' : 'ECONNREFUSED'
  await expect(api.ask('GET', '/v1/status')).rejects.toMatchObject({ code })
})
