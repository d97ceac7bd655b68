import { setTimeout as delay } from 'node:timers/promises'
import { findSocket } from '../find-socket.ts'
import type { OwnerAddress } from '../../ownership/owner-address.ts'
import type { ConnectionOptions } from '../ask-owner.ts'
import { readEvents } from '../read-events.ts'
import type { Status } from '../../shared/local-api.ts'

const minDelayMs = 100
const maxDelayMs = 5000

/**
 * Calls back with the owner's state, immediately and whenever it changes, across restarts of the owner, until `signal`
 * aborts. Never starts an owner.
 */
export async function followStatus(
  { environment, client }: ConnectionOptions,
  signal: AbortSignal,
  onStatus: (status: Status) => void,
): Promise<void> {
  let pauseMs = minDelayMs
  const heard = (status: Status) => {
    pauseMs = minDelayMs
    onStatus(status)
  }
  while (!signal.aborted) {
    const address = addressIn(environment)
    if (address !== null) await readEvents(address, client, heard, signal, { inBackground: true })
    await delay(pauseMs, undefined, { ref: false, signal }).catch(() => undefined)
    pauseMs = Math.min(maxDelayMs, pauseMs * 2)
  }
}

/** Also null if it can't be trusted: the next token request will say why. */
function addressIn(environment: NodeJS.ProcessEnv): OwnerAddress | null {
  try {
    return findSocket(environment)
  } catch {
    return null
  }
}
