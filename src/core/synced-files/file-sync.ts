import { AppError, type ErrorCode } from '../../shared/error-codes.ts'
import type { SyncedFileState } from '../../shared/snapshot.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { Clock } from '../clock.ts'
import type { Entropy, TokenFiles } from '../ports.ts'
import { backoffMs } from '../token/backoff.ts'
import { isSameData } from '../state/is-same-data.ts'
import type { DesiredContent } from './desired-content.ts'

export interface FileSyncDeps {
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'random'>
  readonly files: TokenFiles
  readonly file: SyncedFile
  /** Durable when it returns: whether the file may hold a token of ours. */
  holdsToken(may: boolean): void
  /** The state may be another one. */
  changed(): void
  failed(failure: FileFailure): void
}

interface FileFailure {
  readonly code: ErrorCode
  readonly detail: string | null
}

/** Keeps one file as it should be: one write at a time, the newest wish wins, and what fails is tried again. */
export interface FileSync {
  state(): SyncedFileState
  /** Sees to it in the background; a wish that is fulfilled costs nothing. */
  want(options: DesiredContent): void
  /** Tries now what failed before. */
  retryNow(): void
  /** Resolves when nothing is being written. */
  whenIdle(): Promise<void>
  /** Takes no wish any more. Resolves when nothing is being written. */
  close(): Promise<void>
}

function toFileFailure(error: unknown): FileFailure {
  if (error instanceof AppError) return { code: error.code, detail: error.detail }
  return { code: 'internal', detail: null }
}

/** The sync of one file. It does nothing before it is told what to want. */
export function createFileSync(deps: FileSyncDeps): FileSync {
  const { clock, entropy, files, file } = deps
  let options: DesiredContent = null
  /** What the file holds, as far as this sync has brought it there. */
  let done: DesiredContent = null
  let failure: FileFailure | null = null
  let failures = 0
  let trackedByGit = false
  let busy = false
  let underWay: Promise<void> = Promise.resolve()
  let cancelTimer = (): void => undefined
  let closed = false

  const isDone = () => options === null || isSameData(options, done)
  const hasWork = () => !closed && !isDone()

  const askGit = (): void => {
    files.isTrackedByGit(file.path).then(
      (answer) => {
        if (closed || answer === trackedByGit) return
        trackedByGit = answer
        deps.changed()
      },
      () => undefined,
    )
  }

  const carryOut = async (mine: DesiredContent): Promise<void> => {
    if (mine === null) return
    if (mine === 'blank') {
      await files.blank(file)
      deps.holdsToken(false)
    } else {
      // before the token is there: a crash right after must not hide it
      deps.holdsToken(true)
      await files.write(file, mine)
      askGit()
    }
  }

  const noteFailure = (error: unknown): void => {
    const next = toFileFailure(error)
    if (!isSameData(next, failure)) deps.failed(next)
    failure = next
    failures += 1
    cancelTimer = clock.setTimer(backoffMs(failures, entropy.random(), false), start)
  }

  const work = async (): Promise<void> => {
    busy = true
    while (hasWork()) {
      const mine = options
      try {
        await carryOut(mine)
        done = mine
        failure = null
        failures = 0
      } catch (error) {
        // what the file holds now is not sure
        done = null
        if (options !== mine) continue
        noteFailure(error)
        break
      }
    }
    // with no await since the last look at the wish, so that none is overlooked
    busy = false
    deps.changed()
  }

  const start = (): void => {
    cancelTimer()
    if (closed) return
    if (isDone()) {
      failure = null
      deps.changed()
    } else if (!busy) underWay = work()
  }

  askGit()

  return {
    whenIdle: () => underWay,
    state: () => ({
      state:
        failure !== null
          ? 'failed'
          : options === null || options === 'blank' || !isDone()
            ? 'waiting'
            : 'current',
      error: failure?.code ?? null,
      detail: failure?.detail ?? null,
      trackedByGit,
    }),
    want: (next) => {
      if (closed || isSameData(next, options)) return
      options = next
      start()
    },
    retryNow: () => {
      if (failure !== null) start()
    },
    close: async () => {
      closed = true
      await underWay
      cancelTimer()
    },
  }
}
