import { PassThrough } from 'node:stream'
import { BridgeError } from './bridge-error.ts'
import { answeredBy, getRpcError, parseFrame, textAt, type Message } from './message.ts'
import { runBridge, type BridgeOptions } from './run-bridge.ts'
import { readLines } from './stdio-frames.ts'

/** What a server said in a session of its own. */
export interface ServerReport {
  /** Its name and version, as it gives them. */
  readonly server: string
  readonly protocolVersion: string
  /** Milliseconds for the handshake: token, connection, and `initialize`. */
  readonly connectMs: number
  /** Milliseconds for the list of tools. */
  readonly listMs: number
  readonly tools: readonly string[]
}

type Result = NonNullable<Message['result']>

const latestVersion = '2025-11-25'

/** A server may have pages without end. */
const maxPages = 50

/** A client on the other side of a bridge. Requests reject with a `BridgeError`. */
function connect(options: Omit<BridgeOptions, 'input' | 'output' | 'stop' | 'answersFolder'>) {
  const input = new PassThrough()
  const output = new PassThrough()
  const waiting = new Map<unknown, { resolve(result: Result): void; reject(error: Error): void }>()
  const take = (message: Message): void => {
    const asked = waiting.get(answeredBy(message))
    const error = getRpcError(message)
    if (error === null) asked?.resolve(message.result ?? {})
    else asked?.reject(new BridgeError(textAt(error, 'data', 'code') ?? 'serverFailed', error.message))
  }
  void readLines(output, {
    onLine: async (line) => parseFrame(line)?.messages.forEach(take),
    maxBytes: Infinity,
    onTooLong: async () => undefined,
  })
  // the server's own answers are what is tested
  const ended = runBridge({
    ...options,
    answersFolder: null,
    input,
    output,
    stop: new Promise(() => undefined),
  })
  const broken = ended.then(() => Promise.reject(new BridgeError('internal', 'The bridge ended.')))
  broken.catch(() => undefined)
  const send = (message: object) => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

  return {
    notify: (method: string) => send({ method }),
    request: (method: string, params: object): Promise<Result> => {
      const id = waiting.size + 1
      const answered = new Promise<Result>((resolve, reject) => waiting.set(id, { resolve, reject }))
      send({ id, method, params })
      return Promise.race([answered, broken])
    },
    close: async () => {
      input.end()
      await ended.catch(() => undefined)
    },
  }
}

const since = (startMs: number) => Math.round(performance.now() - startMs)

/**
 * Connects to a server as an MCP client does, through the bridge, and lists its tools. Rejects with a `BridgeError`, after
 * the bridge has tried for half a minute if the server can't be reached.
 */
export async function testServer(
  options: Omit<BridgeOptions, 'input' | 'output' | 'stop' | 'answersFolder'>,
  version: string,
): Promise<ServerReport> {
  const client = connect(options)
  try {
    const startMs = performance.now()
    const clientInfo = { name: 'jira-token', version }
    const handshake = { protocolVersion: latestVersion, capabilities: {}, clientInfo }
    const { serverInfo, protocolVersion } = await client.request('initialize', handshake)
    const connectMs = since(startMs)
    client.notify('notifications/initialized')
    const listingMs = performance.now()
    const tools: string[] = []
    let cursor: string | null = null
    for (let page = 0; page === 0 || (cursor !== null && page < maxPages); page += 1) {
      const result: Result = await client.request('tools/list', cursor === null ? {} : { cursor })
      const found = Array.isArray(result['tools']) ? (result['tools'] as unknown[]) : []
      tools.push(...found.map((tool) => textAt(tool, 'name') ?? '?'))
      cursor = textAt(result, 'nextCursor')
    }
    const name = [textAt(serverInfo, 'name'), textAt(serverInfo, 'version')]
    return {
      server: name.filter((part) => part !== null).join(' ') || 'unnamed',
      protocolVersion: typeof protocolVersion === 'string' ? protocolVersion : 'unknown',
      connectMs,
      listMs: since(listingMs),
      tools,
    }
  } finally {
    await client.close()
  }
}
