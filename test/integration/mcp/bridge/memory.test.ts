import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { tooLongLine } from '../../../../src/mcp/bridge/bridge-error.ts'
import { maxMessageBytes } from '../../../../src/mcp/bridge/refusals.ts'
import { createLineWriter, readLines } from '../../../../src/mcp/bridge/stdio-frames.ts'
import { startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import { startScriptedServer, usual } from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'

const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'do', arguments: {} } }

test.for([
  ['JSON', 'application/json', '{"jsonrpc":"2.0","id":1,"result":{"x":"'],
  ['event', 'text/event-stream', 'data: '],
  ['event of many lines', 'text/event-stream', 'data: x\n'],
] as const)('an endless answer (%s) is an error, and the next call works', async ([name, type, head]) => {
  let sent = 0
  let isClosed = false
  const chunk = (name === 'event of many lines' ? 'data: y\n' : 'A'.repeat(8)).repeat(64 * 1024)
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id !== 1) return usual(asked, response)
    response.writeHead(200, { 'content-type': type }).write(head)
    response.on('close', () => (isClosed = true))
    const more = () => {
      do sent += chunk.length
      while (response.write(chunk))
      response.once('drain', more)
    }
    more()
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call)
  expect((await harness.answer(1)).error).toMatchObject({
    message: expect.stringMatching(/larger than 16 MiB/) as string,
    data: { code: 'messageTooLarge' },
  })
  await eventually(() => isClosed).toBe(true)
  expect(sent).toBeLessThan(100 * 1024 * 1024)
  harness.send({ ...call, id: 2 })
  expect(await harness.answer(2)).toMatchObject({ result: {} })
})

const manyValues = `{"jsonrpc":"2.0","id":1,"result":{"x":[${'{},'.repeat(600_000)}0]}}`

test.for([
  ['JSON of many values', 'application/json', manyValues],
  ['an event of many values', 'text/event-stream', `data: ${manyValues}\n\n`],
  ['an event of many lines', 'text/event-stream', `${'data: \n'.repeat(300_000)}data: {}\n\n`],
] as const)(
  'an answer that would take much more memory than its text (%s) is an error',
  async ([, type, body]) => {
    const server = await startScriptedServer((asked, response) => {
      if (asked.message?.id !== 1) return usual(asked, response)
      response.writeHead(200, { 'content-type': type }).end(body)
    })
    const harness = await startBridgeHarness(server.url)
    await harness.connect()
    harness.send(call)
    expect((await harness.answer(1)).error).toMatchObject({ data: { code: 'messageTooLarge' } })
    harness.send({ ...call, id: 2 })
    expect(await harness.answer(2)).toMatchObject({ result: {} })
  },
)

test('large texts, many comments, and events of many lines pass', async () => {
  // commas and brackets in a text are no values
  const x = ',[{\\"'.repeat(400_000)
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { x } })
  const lines = JSON.stringify({ jsonrpc: '2.0', id: 2, result: { x: Array(1000).fill(0) } }, null, 1)
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.id === 1) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return void response.end(`${': comment\n'.repeat(400_000)}data: ${message}\n\n`)
    }
    if (asked.message?.id !== 2) return usual(asked, response)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`${'data: {}\n\n'.repeat(300_000)}${lines.replaceAll(/^/gm, 'data: ')}\n\n`)
  })
  const harness = await startBridgeHarness(server.url)
  await harness.connect()
  harness.send(call)
  expect(await harness.answer(1)).toMatchObject({ result: { x } })
  harness.send({ ...call, id: 2 })
  expect(await harness.answer(2)).toMatchObject({ result: { x: { length: 1000 } } })
})

/** Reads lines of at most 3000 bytes. */
function startReading(onLine: (line: string) => Promise<void>) {
  const input = new PassThrough()
  const refused: [string, string][] = []
  const lines: string[] = []
  const ended = readLines(input, {
    onLine: async (line) => {
      lines.push(line)
      await onLine(line)
    },
    maxBytes: 3000,
    onTooLong: async (head, tail) => void refused.push([head, tail]),
  })
  return { input, refused, lines, ended }
}

test('a line that is too long is refused with its id, and the next one is read', async () => {
  const { input, refused, lines, ended } = startReading(async () => undefined)
  const long = `{"method":"x","params":{"id":5,"a":"${'é'.repeat(50_000)}"},"jsonrpc":"2.0","id":7}`
  for (let at = 0; at < long.length; at += 777) input.write(long.slice(at, at + 777))
  input.end(`\nnext\r\n\nlast`)
  await ended
  expect(lines).toEqual(['next', 'last'])
  expect(refused).toHaveLength(1)
  const [head, tail] = refused[0]!
  expect(head.length + tail.length).toBeLessThan(3000)
  expect(JSON.parse(tooLongLine(head, tail))).toMatchObject({
    id: 7,
    error: { code: -32600, message: expect.stringMatching(/16 MiB/) as string },
  })
})

test('a line with too many values is refused with its id', async () => {
  const refused: string[] = []
  await readLines(Readable.from([`${manyValues}\n`]), {
    onLine: async () => expect.fail('too many values'),
    maxBytes: maxMessageBytes,
    onTooLong: async (head, tail) => void refused.push(tooLongLine(head, tail)),
  })
  expect(refused.map((line) => JSON.parse(line) as object)).toMatchObject([
    { id: 1, error: { data: { code: 'messageTooLarge' } } },
  ])
})

test.for([
  ['{"jsonrpc":"2.0","id":"a-1","method":"x","params":{"s":"', '"}}', 'a-1'],
  ['{"id":3,"params":{"id":4', '}}', 3],
  ['{"params":{"x":"', '"},"id":8}', 8],
  ['{"params":{"x":"', '"},"jsonrpc":"2.0","id":-2,"method":"y"}', -2],
  ['{"method":"n","params":{"id":4,"x":"', '"}}', null],
  ['x', 'y', null],
] as const)('the id of %s … %s is %s', ([head, tail, id]) => {
  expect(JSON.parse(tooLongLine(head, tail))).toMatchObject({ id })
})

test('reading waits while a line is handled, so that the sender has to wait too', async () => {
  let release: () => void = () => undefined
  const { input, lines, ended } = startReading(() => new Promise((resolve) => (release = resolve)))
  const line = `${'x'.repeat(2000)}\n`
  // what is read first, and what then waits
  for (let part = 1; part <= 2; part += 1) {
    while (input.write(line));
    for (let turns = 0; turns < 20; turns += 1) await nextTurn()
  }
  expect(lines).toHaveLength(1)
  expect(input.writableNeedDrain).toBe(true)
  const drained = once(input, 'drain')
  const releasing = setInterval(() => release(), 1)
  await drained
  input.end()
  await ended
  clearInterval(releasing)
})

test('writing waits for a reader that does not read', async () => {
  // Node 22 has a larger buffer by default
  const output = new PassThrough({ highWaterMark: 16_384 })
  const write = createLineWriter(output, () => undefined)
  let written = 0
  const writing = (async () => {
    for (; written < 100; written += 1) await write('x'.repeat(4000))
  })()
  for (let turns = 0; turns < 20; turns += 1) await nextTurn()
  expect(written).toBeLessThan(10)
  output.resume()
  await writing
  expect(written).toBe(100)
})

test('writing does not wait for a reader that is gone', async () => {
  const output = new PassThrough()
  const write = createLineWriter(output, () => undefined)
  const waiting = write('x'.repeat(100_000))
  output.destroy()
  await waiting
  await write('more')
})
