import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

let session: HeadlessSession
let ownerPid: number

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  ownerPid = await session.startAgent()
})
afterAll(() => session.close())

/** Connects and sends this; resolves when the owner hangs up. */
function send(text: string): { socket: Socket; closed: Promise<void> } {
  const socket = connect(join(session.dataFolder, 'owner/api.sock'))
  socket.on('error', () => undefined)
  socket.resume()
  socket.write(text)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  onTestFinished(() => void socket.destroy())
  return { socket, closed }
}

const memoryMb = () =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${ownerPid}/status`, 'utf8'))?.[1]) / 1024

const headers = 'Host: x\r\nConnection: close\r\n'
const tenMegabytes = 'x'.repeat(10 * 1024 * 1024)

const hostile: readonly [what: string, request: string][] = [
  ['garbage', '\u0000\u0001\u0002 nonsense\r\n\r\n'],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['another version of the API', `GET /v9/status HTTP/1.1\r\n${headers}\r\n`],
  ['a body that is not JSON', `POST /v1/accounts HTTP/1.1\r\n${headers}Content-Length: 3\r\n\r\n{{{`],
  [
    'a body with the wrong fields',
    `POST /v1/accounts HTTP/1.1\r\n${headers}Content-Length: 12\r\n\r\n{"name": 12}`,
  ],
  ['endless headers', `GET /v1/status HTTP/1.1\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
  ['10 MB', `POST /v1/accounts HTTP/1.1\r\n${headers}Content-Length: 10485760\r\n\r\n${tenMegabytes}`],
]

test.each(hostile)('%s is refused, and the next client is served', async (_what, request) => {
  await send(request).closed
  expect(await session.cli(['token'])).toMatchObject({ code: 0, stderr: '' })
})

test('thousands of hostile connections leak no memory', async () => {
  const round = async () => {
    for (let step = 0; step < 10; step += 1)
      await Promise.all(Array.from({ length: 50 }, (_, index) => send(hostile[index % 7]?.[1] ?? '').closed))
  }
  // what the first round adds stays in memory, such as code and buffers
  await round()
  const before = memoryMb()
  await round()
  await round()
  await round()
  expect(memoryMb() / before).toBeLessThan(1.3)
  expect(await session.ownerPid()).toBe(ownerPid)
})

test('500 silent connections and 50 that stop halfway don’t stop anyone from getting a token', async () => {
  for (let count = 0; count < 500; count += 1) send('')
  for (let count = 0; count < 50; count += 1) send('GET /v1/stat')
  expect(await session.cli(['token'])).toMatchObject({ code: 0, stderr: '' })
})
