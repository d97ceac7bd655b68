import { saveMemory } from '../system/save-memory.ts'
import { toKeytarCall, type Keytar } from './keytar.ts'

/** A keytar call for another process to make. */
export interface KeytarRequest {
  readonly id: number
  readonly method: keyof Keytar
  readonly args: readonly string[]
}

/** The result of a `KeytarRequest`, by its id. */
export type KeytarReply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string }

interface Port {
  onRequest(listener: (request: KeytarRequest) => void): void
  reply(reply: KeytarReply): void
}

/** The channel to the parent process: Electron (`utilityProcess`) or Node (`fork`). */
function portToParent(): Port {
  const { parentPort } = process as unknown as {
    parentPort?: {
      on(event: 'message', listener: (message: { data: KeytarRequest }) => void): void
      postMessage(reply: KeytarReply): void
    }
  }
  if (parentPort !== undefined) {
    return {
      onRequest: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin: only windows do
      reply: (reply) => parentPort.postMessage(reply),
    }
  }
  return {
    onRequest: (listener) => process.on('message', listener),
    reply: (reply) => process.send?.(reply),
  }
}

/** The main program of a child process: makes keytar calls for its parent. */
function serveKeytar(port: Port): void {
  port.onRequest(({ id, method, args }) => {
    const answer = async (): Promise<unknown> => {
      const { default: keytar } = await import('keytar')
      return toKeytarCall(keytar)(method, args)
    }
    answer().then(
      (value) => port.reply({ id, value }),
      (error: unknown) => port.reply({ id, error: error instanceof Error ? error.message : String(error) }),
    )
  })
}

saveMemory()
serveKeytar(portToParent())
