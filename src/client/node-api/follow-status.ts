import { setTimeout as pause } from 'node:timers/promises'
import { findSocket } from '../find-socket.ts'
import type { OwnerAddress } from '../../ownership/owner-address.ts'
import type { OwnerWay } from '../ask-owner.ts'
import { readEvents } from '../read-events.ts'
import type { Status } from '../../shared/local-api.ts'

const shortestPauseMs = 100
const longestPauseMs = 5000

/**
 * Calls back with the owner's state, at once and whenever it changes, through restarts of the owner, until `signal`
 * aborts. It never starts an owner.
 */
export async function followStatus(
  { environment, client }: OwnerWay,
  signal: AbortSignal,
  onStatus: (status: Status) => void,
): Promise<void> {
  let pauseMs = shortestPauseMs
  const heard = (status: Status) => {
    pauseMs = shortestPauseMs
    onStatus(status)
  }
  while (!signal.aborted) {
    const address = addressIn(environment)
    if (address !== null) await readEvents(address, client, heard, signal, { inBackground: true })
    await pause(pauseMs, undefined, { ref: false, signal }).catch(() => undefined)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }
}

/** null also where it can't be trusted: asking for a token says why. */
function addressIn(environment: NodeJS.ProcessEnv): OwnerAddress | null {
  try {
    return findSocket(environment)
  } catch {
    return null
  }
}
