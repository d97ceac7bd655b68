import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'

const timeoutMs = 3000

/** A connection to an X server, for requests that Electron has no function for. Source: X.Org, X Window System Protocol. */
export interface XDisplay {
  readonly screen: number
  /** The first window that the server's screen has, and the first ID that this client may give to its own. */
  readonly root: number
  readonly freeId: number
  /** Sends a request; its length is filled in. */
  send(request: Buffer): void
  /** Sends a request, and resolves with its reply. Rejects if it is an error, or doesn't come in time. */
  ask(request: Buffer): Promise<Buffer>
  close(): void
}

interface Address {
  readonly host: string
  readonly display: string
  readonly screen: number
}

/** Null for a display that is not named like one. */
function parseDisplay(display: string): Address | null {
  const [, host = '', number, screen = '0'] = /^(.*):(\d+)(?:\.(\d+))?$/.exec(display) ?? []
  return number === undefined ? null : { host, display: number, screen: Number(screen) }
}

const cookieName = 'MIT-MAGIC-COOKIE-1'
const anyHost = 0xffff

/** The cookie for this display; empty if there is none. Source: X.Org, libXau, Xau.h. */
async function findCookie(environment: NodeJS.ProcessEnv, { display }: Address): Promise<Buffer> {
  const file = environment['XAUTHORITY'] ?? join(environment['HOME'] ?? homedir(), '.Xauthority')
  const bytes = await readFile(file).catch(() => Buffer.alloc(0))
  const found: { isOurHost: boolean; cookie: Buffer }[] = []
  for (let at = 0; at + 10 <= bytes.length;) {
    const family = bytes.readUInt16BE(at)
    at += 2
    const parts: Buffer[] = []
    while (parts.length < 4 && at + 2 <= bytes.length) {
      const length = bytes.readUInt16BE(at)
      parts.push(bytes.subarray(at + 2, at + 2 + length))
      at += 2 + length
    }
    const [address = '', number = '', name = '', cookie = Buffer.alloc(0)] = parts
    const isOurs = ['', display].includes(String(number)) && String(name) === cookieName
    if (isOurs) found.push({ isOurHost: family === anyHost || String(address) === hostname(), cookie })
  }
  return (found.find(({ isOurHost }) => isOurHost) ?? found[0])?.cookie ?? Buffer.alloc(0)
}

function openSocket({ host, display }: Address): Socket {
  return host === '' || host === 'unix'
    ? connect(`/tmp/.X11-unix/X${display}`)
    : connect(6000 + Number(display), host)
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

function setupRequest(cookie: Buffer): Buffer {
  const name = Buffer.from(cookie.length === 0 ? '' : cookieName)
  const head = Buffer.alloc(12)
  head.write('l')
  head.writeUInt16LE(11, 2)
  head.writeUInt16LE(name.length, 6)
  head.writeUInt16LE(cookie.length, 8)
  return Buffer.concat([head, padded(name), padded(cookie)])
}

/** Rejects if the socket closes, or nothing comes in time. */
async function readBytes(socket: Socket, length: number): Promise<Buffer> {
  const deadline = AbortSignal.timeout(timeoutMs)
  for (;;) {
    const bytes = socket.read(length) as Buffer | null
    if (bytes !== null) return bytes
    if (socket.readableEnded || socket.destroyed) throw new Error('the X server closed the connection')
    await Promise.race([
      once(socket, 'readable', { signal: deadline }),
      once(socket, 'end', { signal: deadline }),
    ])
  }
}

/** The root window's ID and the first free one, in the answer to a setup request. */
function readSetup(setup: Buffer): Pick<XDisplay, 'root' | 'freeId'> {
  const vendorLength = setup.readUInt16LE(16)
  const formats = setup.readUInt8(21)
  const screens = 32 + vendorLength + ((4 - (vendorLength % 4)) % 4) + formats * 8
  return { root: setup.readUInt32LE(screens), freeId: setup.readUInt32LE(4) }
}

/**
 * Connects to the X server of `DISPLAY`. Rejects if there is none, it refuses, or it doesn't answer in time.
 */
export async function connectToXDisplay(environment: NodeJS.ProcessEnv): Promise<XDisplay> {
  const address = parseDisplay(environment['DISPLAY'] ?? '')
  if (address === null) throw new Error('there is no X server')
  const socket = openSocket(address)
  socket.on('error', () => undefined)
  const close = (): void => void socket.destroy()
  try {
    const cookie = await findCookie(environment, address)
    if (socket.connecting) await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) })
    socket.write(setupRequest(cookie))
    const head = await readBytes(socket, 8)
    if (head[0] !== 1) throw new Error('the X server refuses this user')
    const setup = readSetup(await readBytes(socket, head.readUInt16LE(6) * 4))
    const send = (request: Buffer): void => {
      const whole = padded(request)
      whole.writeUInt16LE(whole.length / 4, 2)
      socket.write(whole)
    }
    const ask: XDisplay['ask'] = async (request) => {
      send(request)
      for (;;) {
        const answer = await readBytes(socket, 32)
        if (answer[0] === 0) throw new Error(`the X server reports error ${answer[1]}`)
        // everything else is an event
        if (answer[0] !== 1) continue
        const rest = answer.readUInt32LE(4) * 4
        return rest === 0 ? answer : Buffer.concat([answer, await readBytes(socket, rest)])
      }
    }
    return { screen: address.screen, ...setup, send, ask, close }
  } catch (error) {
    close()
    throw error
  }
}
