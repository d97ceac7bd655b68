import type { Log } from '../../core/ports.ts'
import type { AnswersDeps } from './answers.ts'
import { UnusableFolder } from './owner-folder.ts'
import { claimOwnership, type Claim } from './ownership.ts'
import { createLocalApiServer } from './server.ts'

const busyTries = 20
const busyWaitMs = 50

export interface LocalApiDeps extends Omit<AnswersDeps, 'owner'> {
  readonly dataFolder: string
  readonly ownerKind: 'app' | 'agent'
  readonly log: Log
}

export interface LocalApi {
  /** How the attempt to own the data folder ended; `unusable` when its folder can't be used. Never rejects. */
  readonly claimed: Promise<Claim['kind'] | 'unusable'>
  /** Stops serving, which gives the data folder free: to be called when nothing renews any more. */
  close(): Promise<void>
}

/** Becomes the owner of the data folder, when nobody is, and serves the local API on the owner's socket. */
export function createLocalApi(deps: LocalApiDeps): LocalApi {
  const { dataFolder, log } = deps
  let closing = false
  const server = createLocalApiServer({
    ...deps,
    owner: { kind: deps.ownerKind, pid: process.pid },
    isOwner: async () => (await claimed) === 'owned',
  })

  // such as: no file descriptor left for one more connection
  server.on('error', (error) => log.debug('the local API has trouble', { error }))

  const claim = async (): Promise<Claim['kind'] | 'unusable'> => {
    // named pipes are for a later version
    if (process.platform === 'win32') return 'unusable'
    try {
      for (let tries = 0; ; tries += 1) {
        const { kind } = await claimOwnership(dataFolder, server)
        if (kind !== 'busy' || tries === busyTries || closing) return kind
        await new Promise((resolve) => setTimeout(resolve, busyWaitMs * (0.5 + Math.random())))
      }
    } catch (error) {
      log.warn('the local API is off', {
        reason: error instanceof UnusableFolder ? error.message : String(error),
      })
      return 'unusable'
    }
  }
  const claimed = claim()
  void claimed.then((kind) => {
    if (kind === 'owned') log.info('the local API is on')
    if (kind === 'taken' || kind === 'busy') log.warn('the local API is off', { reason: kind })
  })

  return {
    claimed,
    close: async () => {
      closing = true
      if ((await claimed) !== 'owned') return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
