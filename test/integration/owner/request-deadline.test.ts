import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { limitIncompleteRequests } from '../../../src/owner/api/request-deadline.ts'
import { addressListener } from '../../../src/ownership/listen-at-address.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const timeoutMs = 300

/** Connects to a server with this time limit; the test can send anything over the socket. */
async function startConnection(): Promise<{ socket: Socket; text(): string; late(): number }> {
  let late = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('answer'))
  })
  limitIncompleteRequests(server, timeoutMs, (socket) => {
    late += 1
    socket.destroy()
  })
  const { socketPath } = await addressListener.offer(server, join(await temporaryFolder(), 'server.sock'))
  const socket = connect(socketPath)
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString()))
  socket.on('error', () => undefined)
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  return { socket, text: () => text, late: () => late }
}

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const chunked = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
const post = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n'

test('leaves a connection with complete requests alone, however long it is idle', async () => {
  const { socket, text, late } = await startConnection()
  socket.write(get)
  await eventually(text).toContain('answer')
  await wait(2 * timeoutMs)
  socket.write(`${post}body${get}`)
  await eventually(() => text().split('answer').length - 1).toBe(3)
  socket.write(`${post}body\r\n`)
  await eventually(() => text().split('answer').length - 1).toBe(4)
  await wait(2 * timeoutMs)
  expect(late()).toBe(0)
})

test.each([
  ['nothing at all', ['']],
  ['half of the headers', ['GET / HT']],
  ['an incomplete body', [post, 'bo']],
  ['half of the headers after a complete request', [get, 'GET / HT']],
  ['an incomplete body after a complete request', [get, post, 'bo']],
  ['half of the headers together with a complete request', [`${get}GET / HT`]],
  ['half of the headers together with a complete body', [post, `body${get}GET / HT`]],
  ['half of the headers right after a body', [`${post}bodyGET / HT`]],
  ['a letter after a chunked body', [`${chunked}4\r\nbody\r\n0\r\n\r\nG`]],
])('calls back when a client sends %s', async (_what, parts) => {
  const { socket, late } = await startConnection()
  for (const part of parts) {
    socket.write(part)
    await wait(50)
  }
  await eventually(late).toBe(1)
})

test('does not wait longer for a request that arrives byte by byte', async () => {
  const { socket, late } = await startConnection()
  socket.write(get)
  await wait(50)
  // at this rate, a whole request takes much longer than the limit
  for (const byte of get.slice(0, -1)) {
    if (late() > 0) break
    socket.write(byte)
    await wait(40)
  }
  expect(late()).toBe(1)
})
