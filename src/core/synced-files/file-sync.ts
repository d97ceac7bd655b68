import { AppError } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { SyncedFileState } from '../../shared/snapshot.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { Clock } from '../clock.ts'
import type { Entropy, TokenFiles } from '../ports.ts'
import { backoffMs } from '../token/renewal-plan.ts'
import { isSameData } from '../state/is-same-data.ts'
import type { DesiredContent } from './desired-content.ts'

/** The longest wait before a write is tried again. */
const maxRetryMs = 5 * 60_000

export interface FileSyncDeps {
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'random'>
  readonly files: TokenFiles
  readonly file: SyncedFile
  /** Records whether the file may contain one of our tokens. On disk when it returns. */
  holdsToken(may: boolean): void
  /** Called when the state may have changed. */
  changed(): void
  failed(failure: FileFailure): void
}

interface FileFailure {
  readonly code: ErrorCode
  readonly detail: string | null
}

/** Keeps one file up to date: one write at a time, the newest content wins, and failures are retried. */
export interface FileSync {
  state(): SyncedFileState
  /** Writes this content in the background; does nothing if the file already has it. */
  setDesired(content: DesiredContent): void
  /** Retries a failed write now. */
  retryNow(): void
  /** Resolves once nothing is being written. */
  whenIdle(): Promise<void>
  /** Accepts no more content. Resolves once nothing is being written. */
  close(): Promise<void>
}

function toFileFailure(error: unknown): FileFailure {
  if (error instanceof AppError) return { code: error.code, detail: error.detail }
  return { code: 'internal', detail: null }
}

/** Creates the sync of one file. It does nothing before `setDesired`. */
export function createFileSync(deps: FileSyncDeps): FileSync {
  const { clock, entropy, files, file } = deps
  let desired: DesiredContent = null
  /** What the file contains, as far as we know; null if unknown. */
  let written: DesiredContent = null
  let failure: FileFailure | null = null
  let failures = 0
  let place = { trackedByGit: false as boolean | null, inSharedFolder: false }
  let busy = false
  let inProgress: Promise<void> = Promise.resolve()
  let cancelTimer = (): void => undefined
  let closed = false

  const isUpToDate = () => desired === null || desired === 'expired' || isSameData(desired, written)
  const hasWork = () => !closed && !isUpToDate()

  const checkPlace = (): void => {
    Promise.all([files.isTrackedByGit(file.path), files.isInSharedFolder(file.path)]).then(
      ([trackedByGit, inSharedFolder]) => {
        const found = { trackedByGit, inSharedFolder }
        if (closed || isSameData(found, place)) return
        place = found
        deps.changed()
      },
      () => undefined,
    )
  }

  const apply = async (mine: DesiredContent): Promise<void> => {
    if (mine === null || mine === 'expired') return
    if (mine === 'blank') {
      await files.blank(file)
      deps.holdsToken(false)
    } else {
      // before the write, so that a crash right after it can't hide the token
      deps.holdsToken(true)
      await files.write(file, mine)
      checkPlace()
    }
  }

  const recordFailure = (error: unknown): void => {
    const next = toFileFailure(error)
    if (!isSameData(next, failure)) deps.failed(next)
    failure = next
    failures += 1
    cancelTimer = clock.setTimer(backoffMs(failures, entropy.random(), maxRetryMs), start)
  }

  const work = async (): Promise<void> => {
    busy = true
    while (hasWork()) {
      const mine = desired
      try {
        await apply(mine)
        written = mine
        failure = null
        failures = 0
      } catch (error) {
        // it is uncertain what the file contains now
        written = null
        if (desired !== mine) continue
        recordFailure(error)
        break
      }
    }
    // no await since the last check of `desired`, so no change is missed
    busy = false
    deps.changed()
  }

  const start = (): void => {
    cancelTimer()
    if (closed) return
    if (isUpToDate()) {
      failure = null
      deps.changed()
    } else if (!busy) inProgress = work()
  }

  const stateNow = (): SyncedFileState['state'] => {
    if (failure !== null) return 'failed'
    if (desired === 'expired') return 'expired'
    return desired === null || desired === 'blank' || !isUpToDate() ? 'waiting' : 'current'
  }

  checkPlace()

  return {
    whenIdle: () => inProgress,
    state: () => ({
      state: stateNow(),
      error: failure?.code ?? null,
      detail: failure?.detail ?? null,
      ...place,
    }),
    setDesired: (next) => {
      if (closed || isSameData(next, desired)) return
      desired = next
      start()
    },
    retryNow: () => {
      if (failure !== null) start()
    },
    close: async () => {
      closed = true
      await inProgress
      cancelTimer()
    },
  }
}
