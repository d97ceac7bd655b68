import { setTimeout as delayFor } from 'node:timers/promises'
import type { Status } from '../shared/local-api.ts'
import { askOwner, findAddress, type ConnectionOptions } from './ask-owner.ts'
import { OwnerError } from './owner-error.ts'
import { readEvents } from './read-events.ts'

/** Roughly how long it takes until another owner takes its place, or the user restarts it. */
const restartGraceMs = 3000

const pauseMs = 250
const maxDelayMs = 10_000

/** Shows the state of the accounts. */
export interface OwnerViewer {
  /** Called with the current state and on every change. */
  status(status: Status): void
  /** The owner is gone; waiting for the next one. */
  gone(): void
  /** There is still no owner, and why. */
  waiting(why: OwnerError): void
}

const isOwnerError = (error: unknown): error is OwnerError => error instanceof OwnerError

/**
 * Shows the state of the accounts across owners, until `signal` aborts. When an owner exits, waits for another one, then
 * starts one with `connection.start`. Rejects with an `OwnerError` when there is none at the beginning, or when the
 * socket can't be trusted.
 */
export async function watchOwner(
  connection: ConnectionOptions,
  viewer: OwnerViewer,
  signal: AbortSignal,
): Promise<void> {
  let goneAtMs: number | null = null
  let failures = 0
  const delay = (ms: number) => delayFor(ms, undefined, { signal }).catch(() => undefined)

  while (!signal.aborted) {
    try {
      const mayStart = goneAtMs === null || performance.now() - goneAtMs > restartGraceMs
      const { start, ...others } = connection
      await askOwner(mayStart && start !== undefined ? { ...others, start } : others, 'status')
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
      const isChangingOwner = performance.now() - goneAtMs < restartGraceMs
      if (!isChangingOwner && failures === 0) viewer.waiting(error)
      if (!isChangingOwner) failures += 1
      await delay(Math.min(maxDelayMs, pauseMs * 2 ** failures))
    }
  }
}
