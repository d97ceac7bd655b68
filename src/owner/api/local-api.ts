import type { Log } from '../../core/ports.ts'
import { requestRelease } from '../../ownership/request-release.ts'
import { maxGeneration, getOwnerFolder, UnusableFolder } from '../../ownership/owner-folder.ts'
import { claimOwnership } from '../../ownership/acquire-ownership.ts'
import { createLocalApiServer, NotServing, type Service } from './server.ts'

const busyWaitMs = 50

/** How the attempt to own the data folder ended; `unusable`: nobody can, for its folder can't be trusted. */
export type OwnershipStatus = 'owned' | 'taken' | 'busy' | 'unusable'

export interface LocalApiDeps {
  readonly dataFolder: string
  readonly log: Log
  /** Whether an owner that gives way (an agent) is asked to. */
  readonly acquires: boolean
  /** How long to go on while an owner is busy or gives way. */
  readonly busyTimeoutMs: number
  readonly requestTimeoutMs?: number
}

/** The owner's socket. */
export interface LocalApi {
  /** Tries to become the owner of the data folder; nobody is answered before `serve`. Never rejects. */
  readonly ownershipStatus: Promise<OwnershipStatus>
  serve(service: Service): void
  /** Whether it is still the owner: false when the data folder was removed. */
  isStillOwner(): boolean
  /** For how long nobody has been answered; 0 while somebody is. */
  unusedMs(): number
  /** Stops serving, which gives the data folder free: to be called when nothing renews any more. */
  close(): Promise<void>
}

/** Becomes the owner of the data folder, when nobody is, and serves the local API on the owner's socket. */
export function createLocalApi(deps: LocalApiDeps): LocalApi {
  const { dataFolder, log, acquires, busyTimeoutMs, requestTimeoutMs } = deps
  let closing = false
  let generation = 0
  let cookie: string | null = null
  let lastUsedMs = performance.now()
  let open = 0
  let serve: (service: Service) => void = () => undefined
  let refuse: (why: NotServing) => void = () => undefined
  const service = new Promise<Service>((resolve, reject) => {
    serve = resolve
    refuse = reject
  })
  service.catch(() => undefined)
  const server = createLocalApiServer({
    service,
    requestTimeoutMs,
    cookie: () => cookie,
    asked: () => {
      open += 1
      lastUsedMs = performance.now()
    },
    answered: () => {
      open -= 1
      lastUsedMs = performance.now()
    },
  })
  // such as: no file descriptor left for one more connection
  server.on('error', (error) => log.debug('the local API has trouble', { error }))

  const claim = async (): Promise<OwnershipStatus> => {
    const untilMs = performance.now() + busyTimeoutMs
    try {
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
    else refuse(new NotServing(reached))
    return reached
  })

  return {
    ownershipStatus,
    serve: (given) => serve(given),
    isStillOwner: () => maxGeneration(getOwnerFolder(dataFolder)) === generation,
    unusedMs: () => (open > 0 ? 0 : performance.now() - lastUsedMs),
    close: async () => {
      closing = true
      refuse(new NotServing('closing'))
      if ((await ownershipStatus) !== 'owned') return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
