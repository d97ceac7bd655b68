import type { ServerResponse } from 'node:http'
import { Readable, type Duplex, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'
import { startRawBridge, type RawBridge } from '../../support/mcp/raw-bridge.ts'
import { json, startScriptedServer, toResult, usual, type Script } from '../../support/mcp/scripted-server.ts'

/** `npm run soak` asks for 1 GB, and for a minute. */
const totalMb = Number(process.env['SOAK_MEGABYTES'] ?? 48)
const calmSec = Number(process.env['SOAK_CALM_SECONDS'] ?? 4)

/** Whatever either side sends. The bridge itself takes 60 to 80. */
const maxPeakMb = 200

const mb = 1024 * 1024
const long = 'A'.repeat(64 * 1024)

let session: HeadlessSession

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  await session.startAgent()
})
afterAll(() => session.close())

interface Pouring {
  sentMb(): number
  /** Resolves when everything is sent, or the other side has hung up. */
  readonly ended: Promise<void>
}

/** Sends texts until it has sent `totalMb`, as fast as the other side takes them. */
function pour(textOf: (index: number) => string, into: Writable, via: readonly Duplex[] = []): Pouring {
  let sent = 0
  function* texts() {
    for (let index = 0; sent < totalMb * mb; index += 1) {
      const text = textOf(index)
      sent += Buffer.byteLength(text)
      yield text
    }
  }
  const all = [Readable.from(texts()), ...via, into] as [Readable, ...Duplex[], Writable]
  const ended = pipeline(all, { end: false }).catch(() => undefined)
  return { sentMb: () => sent / mb, ended }
}

/** Resolves when the other side takes no more, and rejects if it takes everything. */
async function untilItWaits({ sentMb }: Pouring): Promise<void> {
  let before = -1
  await until(
    'the sender has to wait',
    async () => {
      before = sentMb()
      await delay(500)
      return sentMb()
    },
    (now) => now === before,
  )
  expect(sentMb()).toBeLessThan(totalMb)
}

const call = (id: number) => ({ id, method: 'tools/call', params: { name: 'do', arguments: {} } })

/** A bridge to a server that follows a script. */
async function connect(script: Script): Promise<RawBridge> {
  const server = await startScriptedServer((asked, response) => {
    // a gigabyte of them
    server.asked.length = 0
    script(asked, response)
  })
  return startRawBridge(server.url, session.env)
}

/** Call 1 gets this answer. */
const answersWith =
  (answer: (response: ServerResponse) => void): Script =>
  (asked, response) =>
    asked.message?.id === 1 ? answer(response) : usual(asked, response)

async function expectCallWorks(bridge: RawBridge): Promise<void> {
  bridge.send(call(2))
  expect(await bridge.answer(2)).toMatchObject({ result: {} })
}

const tooLarge = {
  message: expect.stringMatching(/larger than 16 MiB/) as string,
  data: { code: 'messageTooLarge' },
}

test.for([
  ['JSON', 'application/json', '{"jsonrpc":"2.0","id":1,"result":{"x":"', long],
  ['compressed JSON', 'application/json', '{"jsonrpc":"2.0","id":1,"result":{"x":"', long],
  ['an event', 'text/event-stream', 'data: {"x":"', long],
  ['an event of many lines', 'text/event-stream', 'data: x\n', 'data: y\n'.repeat(8 * 1024)],
] as const)(
  'an endless answer (%s) costs little memory, and is an error',
  async ([name, type, head, text]) => {
    const bridge = await connect(
      answersWith((response) => {
        const gzip = name.startsWith('compressed') ? [createGzip({ level: 1 })] : []
        const encoding = gzip.length > 0 ? { 'content-encoding': 'gzip' } : {}
        response.writeHead(200, { 'content-type': type, ...encoding })
        pour((index) => (index === 0 ? head : text), response, gzip)
      }),
    )
    bridge.send(call(1))
    expect((await bridge.answer(1)).error).toMatchObject(tooLarge)
    await expectCallWorks(bridge)
    expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
  },
)

const logEvent = (data: string) =>
  `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data } })}\n\n`

/** Answers call 1 after endless messages. */
const streams = (eventOf: string, poured: (pouring: Pouring) => void): Script =>
  answersWith((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const pouring = pour(() => eventOf, response)
    poured(pouring)
    void pouring.ended.then(() => response.end('data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n'))
  })

test.for([
  ['long', logEvent(long)],
  ['short', logEvent('something happened. '.repeat(30))],
] as const)('endless events (%s) cost little memory, and all of them arrive', async ([, event]) => {
  const bridge = await connect(streams(event, () => undefined))
  const before = bridge.lineCount()
  bridge.send(call(1))
  expect(await bridge.answer(1)).toMatchObject({ result: {} })
  expect(bridge.lineCount() - before - 1).toBe(Math.ceil((totalMb * mb) / event.length))
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
})

test('a server whose client doesn’t read has to wait, and then everything arrives', async () => {
  let begun: (pouring: Pouring) => void = () => undefined
  const beginning = new Promise<Pouring>((resolve) => (begun = resolve))
  const bridge = await connect(streams(logEvent(long), begun))
  bridge.stopReading()
  bridge.send(call(1))
  await untilItWaits(await beginning)
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
  bridge.readOn()
  expect(await bridge.answer(1)).toMatchObject({ result: {} })
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
})

test('an endless line on stdin costs little memory, and is an error', async () => {
  const bridge = await connect(usual)
  bridge.stdin.write('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"x":"')
  await pour(() => long, bridge.stdin).ended
  bridge.stdin.write('"}}\n')
  expect((await bridge.answer(1)).error).toMatchObject(tooLarge)
  await expectCallWorks(bridge)
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
})

test.for([
  ['ASCII', 'A'.repeat(256 * 1024)],
  ['other letters', '漢'.repeat(64 * 1024)],
] as const)('a client whose server doesn’t answer has to wait (%s)', async ([, text]) => {
  const held: (() => void)[] = []
  let isHolding = true
  const bridge = await connect((asked, response) => {
    if (asked.message?.method !== 'tools/call') return usual(asked, response)
    const answer = () => json(response, toResult(asked))
    if (isHolding) held.push(answer)
    else answer()
  })
  const params = { name: 'do', arguments: { text } }
  const lineOf = (index: number) =>
    `${JSON.stringify({ jsonrpc: '2.0', id: index + 10, method: 'tools/call', params })}\n`
  const pouring = pour(lineOf, bridge.stdin)
  await untilItWaits(pouring)
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
  isHolding = false
  for (const answer of held) answer()
  await pouring.ended
  bridge.send(call(2))
  expect(await bridge.answer(2)).toMatchObject({ result: {} })
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
})

test('a client that doesn’t read errors has to wait', async () => {
  const bridge = await connect(usual)
  bridge.stopReading()
  const pouring = pour(() => 'not JSON\n'.repeat(1000), bridge.stdin)
  await untilItWaits(pouring)
  expect(bridge.peakMb()).toBeLessThan(maxPeakMb)
})

test('ten bridges keep their sessions although the server answers 404 to every GET', async () => {
  const sessions = new Map<string, number>()
  const server = await startScriptedServer((asked, response) => {
    if (asked.method === 'GET') return void response.writeHead(404).end('Not Found')
    const id = asked.headers['mcp-session-id']
    if (id === undefined) sessions.set(`s-${sessions.size + 1}`, 0)
    else if (asked.message?.method === 'tools/call')
      sessions.set(String(id), (sessions.get(String(id)) ?? 0) + 1)
    usual(asked, response, `s-${sessions.size}`)
  })
  const bridges = await Promise.all(Array.from({ length: 10 }, () => startRawBridge(server.url, session.env)))
  const refreshes = () => session.atlassian.counts().refreshGrants.asked
  const before = refreshes()
  const endMs = performance.now() + calmSec * 1000
  let id = 0
  do {
    id += 1
    for (const bridge of bridges) bridge.send(call(id))
    const answers = await Promise.all(bridges.map((bridge) => bridge.answer(id)))
    for (const answer of answers) expect(answer).toMatchObject({ result: {} })
    await delay(200)
  } while (performance.now() < endMs)
  expect(sessions.size).toBe(10)
  expect([...sessions.values()]).toEqual(Array(10).fill(id))
  await eventually(() => server.heard().filter((heard) => heard === 'GET').length).toBeGreaterThanOrEqual(10)
  expect(refreshes()).toBe(before)
})
