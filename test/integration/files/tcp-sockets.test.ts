import { spawn } from 'node:child_process'
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
  const script = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  const child = spawn(process.execPath, ['-e', script], { uid: 65_534, gid: 65_534, cwd: '/', env: {} })
  onTestFinished(() => void child.kill())
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  expect(hasForeignListener(Number(line))).toBe(true)
})
