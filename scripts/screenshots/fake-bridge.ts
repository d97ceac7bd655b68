import type { IpcAnswer } from '../../src/shared/ipc-bridge.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'

export interface FakeBridgeOptions {
  readonly snapshot: AppSnapshot
  /** The answer of each channel; by default ok with nothing. `null` never answers. */
  readonly answers: Readonly<Record<string, IpcAnswer<unknown> | null>>
}

/** Runs inside the page, before its scripts: a stand-in for the API of the preload script. */
export function installFakeBridge({ snapshot, answers }: FakeBridgeOptions): void {
  const calls: { channel: string; args: unknown }[] = []
  const listeners = new Set<(snapshot: unknown) => void>()
  Object.assign(globalThis, {
    bridgeCalls: calls,
    pushSnapshot: (next: unknown) => {
      for (const listener of listeners) listener(next)
    },
    tokenTray: {
      invoke: (channel: string, args: unknown) => {
        calls.push({ channel, args })
        const answer = answers[channel]
        if (answer === null) return new Promise(() => undefined)
        if (answer !== undefined) return Promise.resolve(answer)
        const values: Record<string, unknown> = {
          'state:get': snapshot,
          'import:find': null,
          'accounts:history': [],
          'accounts:pastDays': {},
        }
        const value = values[channel]
        return Promise.resolve({ ok: true, value })
      },
      onStateChanged: (listener: (snapshot: unknown) => void) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  })
}
