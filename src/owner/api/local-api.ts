import type { Log } from '../../core/ports.ts'
import { requestRelease } from '../../ownership/request-release.ts'
import {
  makeOwnerFolder,
  maxGeneration,
  getOwnerFolder,
  UnusableFolder,
} from '../../ownership/owner-folder.ts'
import { claimOwnership } from '../../ownership/acquire-ownership.ts'
import { allowOnlyUser } from '../../ownership/windows-access.ts'
import { createLocalApiServer, type Service } from './server.ts'

const busyWaitMs = 50

/** The result of the attempt to own the data folder; `unusable`: its folder can't be trusted. */
export type OwnershipStatus = 'owned' | 'taken' | 'busy' | 'unusable'

export interface LocalApiDeps {
  readonly dataFolder: string
  readonly log: Log
  /** Whether to ask the current owner to release ownership, which only an agent does. */
  readonly acquires: boolean
  /** How long to keep trying while an owner is busy or about to exit. */
  readonly busyTimeoutMs: number
  readonly requestTimeoutMs?: number
}

/** The owner's socket. */
export interface LocalApi {
  /** Tries to become the owner of the data folder; requests wait for `serve`. Never rejects. */
  readonly ownershipStatus: Promise<OwnershipStatus>
  serve(service: Service): void
  /** Whether it is still the owner: false if the data folder was removed. */
  isStillOwner(): boolean
  /** Milliseconds since the last request was answered; 0 while one is being answered. */
  unusedMs(): number
  /** Stops serving and releases the data folder. Call it only when no renewal is running. */
  close(): Promise<void>
}

/** Becomes the owner of the data folder if there is none, and serves the local API on its socket. */
export function createLocalApi(deps: LocalApiDeps): LocalApi {
  const { dataFolder, log, acquires, busyTimeoutMs, requestTimeoutMs } = deps
  let closing = false
  let generation = 0
  let cookie: string | null = null
  let lastUsedMs = performance.now()
  let open = 0
  let serve: (service: Service | null) => void = () => undefined
  const service = new Promise<Service | null>((resolve) => (serve = resolve))
  const server = createLocalApiServer({
    service,
    requestTimeoutMs,
    cookie: () => cookie,
    asked: () => {
      open += 1
      lastUsedMs = performance.now()
    },
    answered: (request) => {
      open -= 1
      lastUsedMs = performance.now()
      log.debug('answered a request', { ...request })
    },
  })
  // for example, no file descriptor is left for another connection
  server.on('error', (error) => log.debug('the local API had a problem', { error }))

  const claim = async (): Promise<OwnershipStatus> => {
    const untilMs = performance.now() + busyTimeoutMs
    try {
      makeOwnerFolder(dataFolder)
      // before a cookie is in it
      await allowOnlyUser(dataFolder).catch((error: unknown) =>
        log.warn('other users of this computer may be able to read the data folder', { error }),
      )
      for (;;) {
        const claim = await claimOwnership(dataFolder, server)
        if (claim.kind === 'owned') {
          generation = claim.generation
          cookie = claim.cookie
          return 'owned'
        }
        const hasReleased = claim.kind === 'taken' && acquires && (await requestRelease(claim.address))
        const mayGoOn = claim.kind === 'busy' || hasReleased
        if (!mayGoOn || closing || performance.now() > untilMs) return claim.kind
        await new Promise((resolve) => setTimeout(resolve, busyWaitMs * (0.5 + Math.random())))
      }
    } catch (error) {
      const reason = error instanceof UnusableFolder ? error.message : String(error)
      log.warn('the local API is off', { reason })
      return 'unusable'
    }
  }
  const ownershipStatus = claim().then((reached) => {
    if (reached === 'owned') log.info('owns the data folder')
    else serve(null)
    return reached
  })

  return {
    ownershipStatus,
    serve: (given) => serve(given),
    isStillOwner: () => maxGeneration(getOwnerFolder(dataFolder)) === generation,
    unusedMs: () => (open > 0 ? 0 : performance.now() - lastUsedMs),
    close: async () => {
      closing = true
      serve(null)
      if ((await ownershipStatus) !== 'owned') return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
