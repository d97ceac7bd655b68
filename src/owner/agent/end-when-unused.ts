import { watch } from 'node:fs'
import type { AppStore } from '../../core/state/app-store.ts'
import { isRenewable } from '../../shared/account-view.ts'
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

/** Whether a synced file gets new tokens only as long as this agent runs. */
function keepsFilesCurrent({ accounts }: Pick<AppSnapshot, 'accounts'>): boolean {
  return accounts.some((account) => {
    const { syncedFiles, autoRenewal, token, problem, renewsAtMs } = account
    const isStopped =
      problem.kind === 'signInNeeded' || (problem.kind === 'misconfigured' && renewsAtMs === null)
    // without a token and without a reason: the keychain has not answered yet
    const canRenew = token.kind === 'none' || isRenewable(account)
    return syncedFiles.length > 0 && autoRenewal && canRenew && !isStopped
  })
}

/** How often to check again while the agent is unused but still needed. */
const recheckMs = 5000

/** How long to wait after a change: a folder is removed file by file, and the agent must not write to it during that. */
const changeDelayMs = 1000

/** How often to check even if no change is reported. */
const maxCheckMs = 30_000

export interface EndWhenUnusedDeps {
  readonly api: Pick<LocalApi, 'isStillOwner' | 'unusedMs'>
  readonly store: Pick<AppStore, 'snapshot'>
  /** The folder with the sockets of owners. */
  readonly ownerFolder: string
  /** null: the agent keeps running, however long it is unused. */
  readonly idleSec: number | null
  end(): void
}

/** Calls `listener` for each change, unless the system can't watch the folder (at its limit, or on a network drive). */
function watchFolder(folder: string, listener: () => void): () => void {
  try {
    const watcher = watch(folder, listener).on('error', () => undefined)
    return () => watcher.close()
  } catch {
    return () => undefined
  }
}

/**
 * Calls `end` once the agent has been unused for `idleSec` (a client that listens to events uses it), no token would be
 * lost, and no synced file would go stale; or soon after the data folder was removed or got another owner. Sleeps in
 * between. Returns how to stop.
 */
export function endWhenUnused({ api, store, ownerFolder, idleSec, end }: EndWhenUnusedDeps): () => void {
  let timer: NodeJS.Timeout | undefined
  const check = (): void => {
    clearTimeout(timer)
    if (!api.isStillOwner()) return end()
    const leftMs = idleSec === null ? Infinity : idleSec * 1000 - api.unusedMs()
    const snapshot = store.snapshot()
    if (leftMs <= 0 && losesNothing(snapshot) && !keepsFilesCurrent(snapshot)) return end()
    timer = setTimeout(check, Math.min(leftMs > 0 ? leftMs : recheckMs, maxCheckMs))
  }
  const stopWatching = watchFolder(ownerFolder, () => {
    clearTimeout(timer)
    timer = setTimeout(check, changeDelayMs)
  })
  timer = setTimeout(check)
  return () => {
    clearTimeout(timer)
    stopWatching()
  }
}
