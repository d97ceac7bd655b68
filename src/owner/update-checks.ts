import { findLatestVersion } from '../adapters/updates/find-latest-version.ts'
import type { UpdateFeed } from '../adapters/updates/update-feed.ts'
import type { FetchLike } from '../adapters/http/limited-fetch.ts'
import type { Accounts } from '../core/accounts/accounts.ts'
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/ports.ts'
import type { AppStore } from '../core/state/app-store.ts'
import { toErrorCode, AppError } from '../shared/error-codes.ts'
import { errorRow } from '../shared/error-table.ts'

const dayMs = 24 * 60 * 60_000

/** After the start, which has more important things to do; less than an agent lives that nobody needs. */
const firstCheckMs = 30_000

/** How often to see whether a day has passed: timers stop during sleep. */
const lookMs = 10 * 60_000

export interface UpdateChecksDeps {
  readonly feed: UpdateFeed
  readonly fetch: FetchLike
  readonly clock: Clock
  readonly store: Pick<AppStore, 'state' | 'snapshot' | 'dispatch'>
  readonly accounts: Pick<Accounts, 'saveSettings'>
  readonly log: Log
  /** Downloads this version, to be installed later; null if the owner can't install itself. */
  readonly download: ((version: string) => Promise<void>) | null
}

/** Finds out whether there is a newer version, at most once a day. */
export interface UpdateChecks {
  /** Checks if it is time to, and if the user lets us. Never rejects. */
  check(): Promise<void>
  /** Checks some time after the start, and then as long as it isn't stopped by the function it returns. */
  start(): () => void
}

/** What went wrong, in a few words. */
const toProblem = (error: unknown): string =>
  (error instanceof AppError ? error.detail : null) ?? errorRow(toErrorCode(error)).short

export function createUpdateChecks(deps: UpdateChecksDeps): UpdateChecks {
  const { feed, fetch, clock, store, accounts, log } = deps

  /** A clock that was set back counts as a day: nobody knows how long ago it was. */
  const isDue = (): boolean => {
    const { updateCheck } = store.state().settings
    const agoMs = updateCheck === null ? dayMs : clock.now().wallMs - updateCheck.atMs
    return agoMs >= dayMs || agoMs < 0
  }

  const ask = async (url: string): Promise<void> => {
    const atMs = clock.now().wallMs
    const version = store.state().settings.updateCheck?.version ?? null
    // before the request: if this can't be saved, every start would send one
    accounts.saveSettings({ updateCheck: { atMs, version, problem: null } })
    try {
      const latest = await findLatestVersion(fetch, url, process.platform)
      accounts.saveSettings({ updateCheck: { atMs, version: latest, problem: null } })
    } catch (error) {
      const problem = toProblem(error)
      log.info('could not look for a newer version', { problem })
      accounts.saveSettings({ updateCheck: { atMs, version, problem } })
    }
  }

  const download = async (): Promise<void> => {
    const { update } = store.snapshot()
    if (deps.download === null || update === null || update.isDownloaded) return
    try {
      await deps.download(update.version)
      store.dispatch({ type: 'updateDownloaded', version: update.version })
      log.info('downloaded a newer version', { version: update.version })
    } catch (error) {
      // the user is still told that it exists
      log.info('could not download a newer version', { problem: toProblem(error) })
    }
  }

  let running: Promise<void> | null = null
  /** A version that is known to be newer is downloaded once per start. */
  let hasTried = false
  const checkNow = async (url: string): Promise<void> => {
    try {
      const isNew = isDue()
      if (isNew) await ask(url)
      if (isNew || !hasTried) await download()
      hasTried = true
    } catch (error) {
      log.warn('could not look for a newer version', { error })
    }
  }

  const check = async (): Promise<void> => {
    if (feed.kind === 'off' || !store.state().settings.checksForUpdates) return
    running ??= checkNow(feed.url).finally(() => (running = null))
    await running
  }

  return {
    check,
    start: () => {
      const first = setTimeout(() => void check(), firstCheckMs)
      const again = setInterval(() => void check(), lookMs)
      return () => {
        clearTimeout(first)
        clearInterval(again)
      }
    },
  }
}
