import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { hasForeignListener, readTcpSockets } from '../../../src/files/tcp-sockets.ts'

const isLinux = process.platform === 'linux'
const isRoot = process.getuid?.() === 0

test.runIf(isLinux).each(['127.0.0.1', '::1'])('a listener on %s is found, and is ours', async (host) => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const found = readTcpSockets().filter(({ isListening, localPort }) => isListening && localPort === port)
  expect(found).toMatchObject([{ uid: process.getuid?.() }])
  expect(hasForeignListener(port)).toBe(false)
  // for another user it would be foreign, unless it is root's
  expect(hasForeignListener(port, readTcpSockets(), 54_321)).toBe(!isRoot)
})

test.runIf(isLinux && isRoot)('another user’s listener is foreign', async () => {
  const server = createServer()
  onTestFinished(() => void server.close())
  // not another process: that user may not be allowed to run our Node
  process.seteuid?.(65_534)
  server.listen(0)
  process.seteuid?.(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(hasForeignListener(port)).toBe(true)
})
