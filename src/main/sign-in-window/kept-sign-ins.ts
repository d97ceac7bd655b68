import { app, session, type Session } from 'electron'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppStore } from '../../core/state/app-store.ts'
import type { Log } from '../../core/ports.ts'
import type { AccountSnapshot, AppSnapshot } from '../../shared/snapshot.ts'

const prefix = 'sign-in-'

/** Accounts whose kept session has been opened, so that Chromium is using its folder. */
const opened = new Set<string>()

/** The session for an account's sign-ins that outlives them, with the cookies of its identity provider. */
export function keptSession(accountId: string): Session {
  opened.add(accountId)
  return session.fromPartition(`persist:${prefix}${accountId}`)
}

/** Where Chromium keeps such sessions, a folder for each. */
const sessionsFolder = () => join(app.getPath('sessionData'), 'Partitions')

async function forget(accountId: string): Promise<void> {
  if (!opened.has(accountId))
    return rm(join(sessionsFolder(), `${prefix}${accountId}`), { recursive: true, force: true })
  const kept = keptSession(accountId)
  await Promise.all([kept.clearStorageData(), kept.clearCache(), kept.clearAuthCache()])
}

const isSignedOut = ({ problem }: AccountSnapshot): boolean =>
  problem.kind === 'signInNeeded' && problem.reason === 'notSignedIn'

/** The accounts whose kept session has to go now. */
function endedBetween(before: AppSnapshot, after: AppSnapshot): string[] {
  const isSwitchedOff = before.settings.keepSignInSession && !after.settings.keepSignInSession
  return before.accounts
    .filter((account) => {
      const now = after.accounts.find(({ id }) => id === account.id)
      return isSwitchedOff || now === undefined || (isSignedOut(now) && !isSignedOut(account))
    })
    .map(({ id }) => id)
}

/** What a crash, or another owner of the data folder, may have left. */
async function leftovers({ accounts, settings }: AppSnapshot): Promise<string[]> {
  const names = await readdir(sessionsFolder()).catch(() => [])
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((id) => !settings.keepSignInSession || !accounts.some((account) => account.id === id))
}

/**
 * Deletes what kept sessions contain once their account is signed out or removed, and when the user switches the setting
 * off. Also deletes what is left from earlier.
 */
export function watchKeptSignIns(store: Pick<AppStore, 'snapshot' | 'subscribe'>, log: Log): void {
  const forgetAll = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids)
      await forget(id).catch((error: unknown) =>
        log.warn('a kept sign-in session could not be deleted', { error }),
      )
  }
  let before = store.snapshot()
  void leftovers(before).then(forgetAll)
  store.subscribe((after) => {
    const ended = endedBetween(before, after)
    before = after
    void forgetAll(ended)
  })
}
