import type { Keytar } from './keytar.ts'

/** A call of a keytar function, for another process to make. */
export interface KeytarRequest {
  readonly id: number
  readonly method: keyof Keytar
  readonly args: readonly string[]
}

export type KeytarReply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string }

interface Port {
  onRequest(listener: (request: KeytarRequest) => void): void
  reply(reply: KeytarReply): void
}

/** The way to whoever started this process: Electron (`utilityProcess`) or Node (`fork`). */
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

/** The program of a process of its own: makes keytar calls for the one that started it. */
function serveKeytar(port: Port): void {
  port.onRequest(({ id, method, args }) => {
    const answer = async (): Promise<unknown> => {
      const { default: keytar } = await import('keytar')
      const call = keytar[method] as (...texts: readonly string[]) => Promise<unknown>
      return call(...args)
    }
    answer().then(
      (value) => port.reply({ id, value }),
      (error: unknown) => port.reply({ id, error: error instanceof Error ? error.message : String(error) }),
    )
  })
}

serveKeytar(portToParent())
