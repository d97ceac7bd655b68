import { watch } from 'node:fs'
import type { AppStore } from '../../core/state/app-store.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import type { LocalApi } from '../api/local-api.ts'

/** Whether the agent can exit without losing anything; secrets that the keychain refused to save would be lost. */
export function losesNothing({ accounts }: Pick<AppSnapshot, 'accounts'>): boolean {
  return accounts.every(({ activity, token, hasClientSecret, problem }) => {
    const isTokenSafe = token.kind !== 'held' || token.stored
    const isSecretSafe = hasClientSecret || problem.kind !== 'keychainUnavailable'
    return activity.kind !== 'signingIn' && isTokenSafe && isSecretSafe
  })
}

/** An agent that has nothing to do but would lose a token looks again so often. */
const lookAgainMs = 5000

/** A folder is removed file by file: what the agent writes as it ends must not come in between. */
const settleMs = 1000

/** So often it looks also when nothing tells it of a change. */
const maxLookMs = 30_000

export interface EndWhenUnusedDeps {
  readonly api: Pick<LocalApi, 'isStillOwner' | 'unusedMs'>
  readonly store: Pick<AppStore, 'snapshot'>
  /** Where the sockets of owners are. */
  readonly ownerFolder: string
  /** null: it stays, however long nobody asks. */
  readonly idleSec: number | null
  end(): void
}

/** Where the system watches no folder (a limit of its, a network drive), nothing is called. */
function onChangeOf(folder: string, listener: () => void): () => void {
  try {
    const watcher = watch(folder, listener).on('error', () => undefined)
    return () => watcher.close()
  } catch {
    return () => undefined
  }
}

/**
 * Calls `end` once nobody has asked for a token for that long and none would be lost, or at once when the data folder
 * belongs to another owner or is gone. Sleeps until the moment when that can be so. Returns how to stop.
 */
export function endWhenUnused({ api, store, ownerFolder, idleSec, end }: EndWhenUnusedDeps): () => void {
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    clearTimeout(timer)
    if (!api.isStillOwner()) return end()
    const leftMs = idleSec === null ? Infinity : idleSec * 1000 - api.unusedMs()
    if (leftMs <= 0 && losesNothing(store.snapshot())) return end()
    timer = setTimeout(look, Math.min(leftMs > 0 ? leftMs : lookAgainMs, maxLookMs))
  }
  const stopWatching = onChangeOf(ownerFolder, () => {
    clearTimeout(timer)
    timer = setTimeout(look, settleMs)
  })
  timer = setTimeout(look)
  return () => {
    clearTimeout(timer)
    stopWatching()
  }
}
