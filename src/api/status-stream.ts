import { setTimeout as pause } from 'node:timers/promises'
import { get } from 'node:http'
import { createParser } from 'eventsource-parser'
import { findSocket } from '../adapters/client/find-socket.ts'
import type { OwnerWay } from '../adapters/client/ask-owner.ts'
import type { Status } from '../shared/local-api.ts'

const shortestPauseMs = 100
const longestPauseMs = 5000

/** One connection: resolves when it is over. */
function follow(socketPath: string, client: string, signal: AbortSignal, onStatus: (status: Status) => void) {
  return new Promise<void>((resolve) => {
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event === 'status') onStatus(JSON.parse(data) as Status)
      },
    })
    const options = {
      socketPath,
      path: '/v1/events',
      agent: false,
      signal,
      headers: { 'user-agent': client },
    }
    const asked = get(options, (response) => {
      response.setEncoding('utf8')
      response.on('data', (text: string) => parser.feed(text))
      response.on('close', resolve)
    })
    asked.on('error', () => resolve())
    // following the state is no reason for a program to go on
    asked.on('socket', (socket) => socket.unref())
  })
}

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
    const socketPath = socketIn(environment)
    if (socketPath !== null) await follow(socketPath, client, signal, heard)
    await pause(pauseMs, undefined, { ref: false, signal }).catch(() => undefined)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }
}

/** null also where it can't be trusted: asking for a token says why. */
function socketIn(environment: NodeJS.ProcessEnv): string | null {
  try {
    return findSocket(environment)
  } catch {
    return null
  }
}
