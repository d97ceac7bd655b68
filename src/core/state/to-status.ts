import { isDiscovered } from '../../shared/account-kinds.ts'
import { findAccount } from '../../shared/account-name.ts'
import { isRenewable, viewAccount } from '../../shared/account-view.ts'
import { AppError } from '../../shared/error-codes.ts'
import { errorRow, type ErrorCode } from '../../shared/error-table.ts'
import { whatHappened } from '../../shared/failure-text.ts'
import type { AccountStatus, Status } from '../../shared/local-api.ts'
import { noticeText } from '../../shared/notice-text.ts'
import { signInQuestionText } from '../../shared/sign-in-question.ts'
import type { AccountSnapshot, AppSnapshot, SyncedFileSnapshot } from '../../shared/snapshot.ts'

const toIso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const toApiError = (code: ErrorCode, detail?: string) => ({ code, message: whatHappened(code, detail) })

/** A synced file, as the local API describes it. */
export function syncedFileAnswer({ error, detail, ...file }: SyncedFileSnapshot) {
  const { path, kind, state, trackedByGit, inSharedFolder } = file
  const facts = { path, kind, state, trackedByGit, inSharedFolder }
  if (error === null) return { ...facts, error: null }
  const message = detail === null ? errorRow(error).what : `${errorRow(error).what} (${detail})`
  return { ...facts, error: { code: error, message } }
}

function accountStatus(account: AccountSnapshot, defaultBufferMinutes: number, nowMs: number) {
  const { token, problem, activity, person, autoRenewal } = account
  const { state, status: summary, leftMs } = viewAccount(account, nowMs)
  const held = token.kind === 'held' ? token : null
  const bufferMs = Math.min(
    (account.bufferMinutes ?? defaultBufferMinutes) * 60_000,
    ((held?.lifetimeSec ?? 0) * 1000) / 2,
  )
  const isStopped =
    problem.kind === 'signInNeeded' || (problem.kind === 'misconfigured' && account.renewsAtMs === null)
  return {
    id: account.id,
    name: account.name,
    kind: account.kind,
    ...(isDiscovered(account.kind) && { url: account.apiUrl }),
    state,
    summary,
    hasAccessToken: held !== null,
    hasRefreshToken: held?.hasRefreshToken ?? false,
    autoRenewalEnabled: autoRenewal,
    autoRenewalRunning: autoRenewal && isRenewable(account) && !isStopped,
    tokenType: held === null ? null : ('Bearer' as const),
    valid: leftMs !== null && leftMs > 0,
    expiresAt: toIso(held?.expiresAtMs ?? null),
    expiresInSec: leftMs === null ? null : Math.floor(leftMs / 1000),
    lifetimeSec: held?.lifetimeSec ?? null,
    needsRenewal: leftMs !== null && leftMs <= bufferMs,
    renewsAt: toIso(account.renewsAtMs),
    stored: held?.stored ?? true,
    scopes: held?.scopes ?? [],
    problem: problem.kind === 'none' ? null : toApiError(problem.reason, problem.detail),
    retry:
      activity.kind !== 'retrying'
        ? null
        : {
            ...toApiError(activity.error, activity.detail),
            nextAt: new Date(activity.nextAtMs).toISOString(),
          },
    signIn:
      activity.kind === 'signingIn'
        ? {
            surface: activity.surface,
            question: activity.question === null ? null : signInQuestionText(activity.question).text,
          }
        : null,
    signInError:
      account.signInError === null ? null : toApiError(account.signInError, account.signInErrorDetail),
    person: person === null ? null : { accountId: person.accountId, name: person.name, email: person.email },
    sites: account.sites,
    syncedFiles: account.syncedFiles.map(syncedFileAnswer),
  } satisfies Omit<AccountStatus, 'isDefault'>
}

/** The account that `default` means: the chosen one, otherwise the first; null if there are no accounts. */
export function defaultAccount({ accounts, settings }: AppSnapshot): AccountSnapshot | null {
  return accounts.find(({ id }) => id === settings.defaultAccountId) ?? accounts[0] ?? null
}

/** The account with this id or name, or the default account for `default`. Throws `accountNotFound`. */
export function getAccountByName(snapshot: AppSnapshot, idOrName: string): AccountSnapshot {
  const defaultId = defaultAccount(snapshot)?.id
  const found = findAccount(snapshot.accounts, idOrName, ({ id }) => id === defaultId)
  if (found === undefined) throw new AppError('accountNotFound')
  return found
}

/** What is wrong with the settings on disk. */
export function settingsNotices({ notices }: AppSnapshot): Status['notices'] {
  return notices.flatMap((notice) => {
    const { kind } = notice
    return kind === 'fileSetAside' || kind === 'accountSetAside'
      ? [{ kind, message: noticeText(notice).text }]
      : []
  })
}

/** The state, as the local API describes it; nothing secret. */
export function toStatus(snapshot: AppSnapshot, owner: Status['owner'], nowMs: number): Status {
  const defaultId = defaultAccount(snapshot)?.id
  return {
    version: snapshot.version,
    owner,
    accounts: snapshot.accounts.map((account) => ({
      isDefault: account.id === defaultId,
      ...accountStatus(account, snapshot.settings.bufferMinutes, nowMs),
    })),
    notices: settingsNotices(snapshot),
    startAtLogin: snapshot.settings.startAtLogin,
    updateFeed: snapshot.updateFeed,
    newerVersion: snapshot.update?.version ?? null,
    caFile: snapshot.settings.caFile,
    checksForUpdates: snapshot.settings.checksForUpdates,
  }
}
