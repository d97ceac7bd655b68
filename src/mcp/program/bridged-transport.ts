import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { PassThrough } from 'node:stream'
import { runBridge, type BridgeOptions } from '../bridge/run-bridge.ts'
import { readLines } from '../bridge/stdio-frames.ts'

/** A transport for the official client that goes through a bridge in this process, the same as `jira-token mcp`. */
export function createBridgedTransport(
  options: Omit<BridgeOptions, 'input' | 'output' | 'stop' | 'answersFolder'>,
): Transport {
  const input = new PassThrough()
  const output = new PassThrough()
  let running: Promise<void> | null = null
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  const transport: Transport = {
    start: () => {
      void readLines(output, {
        onLine: async (line) => transport.onmessage?.(JSON.parse(line) as JSONRPCMessage),
        maxBytes: Infinity,
        onTooLong: async () => undefined,
      })
      running = runBridge({ ...options, answersFolder: null, input, output, stop: stopped })
      void running.catch((error: unknown) => transport.onerror?.(error as Error))
      return Promise.resolve()
    },
    send: (message) => {
      input.write(`${JSON.stringify(message)}\n`)
      return Promise.resolve()
    },
    close: async () => {
      // a caller that closes it does not wait for answers
      stop()
      input.end()
      await running?.catch(() => undefined)
      transport.onclose?.()
    },
  }
  return transport
}
