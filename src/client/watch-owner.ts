import type { Status } from '../shared/local-api.ts'
import { askOwner, findAddress, type ConnectionOptions } from './ask-owner.ts'
import { OwnerError } from './owner-error.ts'
import { readEvents } from './read-events.ts'

/** An owner that gives way to the next one, or is started anew by the user, needs about this. */
const restartGraceMs = 3000

const pauseMs = 250
const maxDelayMs = 10_000

/** Who wants to see how the accounts are. */
export interface OwnerViewer {
  /** How they are now, and whenever that changes. */
  status(status: Status): void
  /** Nobody tells any more; the next owner is waited for. */
  gone(): void
  /** There is no owner yet, and why. */
  waiting(why: OwnerError): void
}

const isOwnerError = (error: unknown): error is OwnerError => error instanceof OwnerError

/**
 * Shows the state of the accounts from one owner to the next, until `signal` aborts. When an owner ends, another one is
 * waited for, then started as `way` says. Rejects with an `OwnerError` when there is none to begin with, or when the
 * socket can't be trusted.
 */
export async function watchOwner(
  connection: ConnectionOptions,
  viewer: OwnerViewer,
  signal: AbortSignal,
): Promise<void> {
  let goneAtMs: number | null = null
  let failures = 0
  const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  while (!signal.aborted) {
    try {
      const mayStart = goneAtMs === null || performance.now() - goneAtMs > restartGraceMs
      const { start, ...others } = connection
      await askOwner(mayStart && start !== undefined ? { ...others, start } : others, {
        method: 'GET',
        target: '/v1/status',
      })
      const address = findAddress(connection.environment)
      const wasThere =
        address !== null && (await readEvents(address, connection.client, viewer.status, signal))
      if (signal.aborted) return
      if (wasThere) {
        failures = 0
        goneAtMs = performance.now()
        viewer.gone()
      }
      await delay(pauseMs)
    } catch (error) {
      if (!isOwnerError(error) || error.code === 'ownerUntrusted' || goneAtMs === null) throw error
      const isHandingOver = performance.now() - goneAtMs < restartGraceMs
      if (!isHandingOver && failures === 0) viewer.waiting(error)
      if (!isHandingOver) failures += 1
      await delay(Math.min(maxDelayMs, pauseMs * 2 ** failures))
    }
  }
}
