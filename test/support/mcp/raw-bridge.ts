import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { startCli } from '../../../scripts/harness/cli.ts'
import { until } from '../../../scripts/harness/until.ts'
import { readLines } from '../../../src/mcp/bridge/stdio-frames.ts'

interface Line {
  readonly id?: number | null
  readonly result?: object
  readonly error?: { readonly message: string; readonly data?: object }
}

/** A bridge in a process of its own, and a client that sends and reads lines. */
export interface RawBridge {
  readonly stdin: Writable
  send(message: object): void
  /** The answer to a request, once it arrives. */
  answer(id: number): Promise<Line>
  /** How many lines the client has read. */
  lineCount(): number
  /** Reads no further line until `readOn`. */
  stopReading(): void
  readOn(): void
  /** The most memory that the process has used so far, in MiB: `VmHWM` in proc(5). */
  peakMb(): number
}

/** Starts the built `jira-token mcp` for one test, and initializes its session with a server that answers everything. */
export async function startRawBridge(url: string, env: NodeJS.ProcessEnv): Promise<RawBridge> {
  const child = startCli(['mcp', '--url', url, '--account', 'work'], env)
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes')
  onTestFinished(() => void child.kill('SIGKILL'))
  stderr.resume()
  stdin.on('error', () => undefined)
  const answers = new Map<number | null, Line>()
  let count = 0
  let open: () => void = () => undefined
  let gate: Promise<void> = Promise.resolve()
  void readLines(stdout, {
    onLine: async (text) => {
      count += 1
      const line = JSON.parse(text) as Line
      if (line.id !== undefined) answers.set(line.id, line)
      await gate
    },
    maxBytes: Infinity,
    onTooLong: async () => undefined,
  })
  const bridge: RawBridge = {
    stdin,
    send: (message) => void stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    answer: async (id) =>
      (await until(
        `${id} is answered`,
        () => answers.get(id),
        (line) => line !== undefined,
      ))!,
    lineCount: () => count,
    stopReading: () => {
      gate = new Promise((resolve) => (open = resolve))
    },
    readOn: () => {
      gate = Promise.resolve()
      open()
    },
    peakMb: () =>
      Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
  }
  const clientInfo = { name: 'raw', version: '1' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  bridge.send({ id: 0, method: 'initialize', params })
  await bridge.answer(0)
  bridge.send({ method: 'notifications/initialized' })
  // on a slow machine, the bridge may have answered before the server; this it leaves to the server
  let id = 0
  do bridge.send({ id: (id -= 1), method: 'greet' })
  while ((await bridge.answer(id)).result === undefined)
  return bridge
}
