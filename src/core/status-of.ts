import { viewAccount } from '../shared/account-view.ts'
import { errorText } from '../shared/error-texts.ts'
import type { AccountStatus, Status } from '../shared/local-api.ts'
import type { AccountSnapshot, AppSnapshot } from '../shared/snapshot.ts'

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

function accountStatus(account: AccountSnapshot, defaultBufferMinutes: number, nowMs: number) {
  const { token, trouble, person, autoRenewal } = account
  const { state, status: summary, leftMs } = viewAccount(account, nowMs)
  const held = token.kind === 'held' ? token : null
  const bufferMs = Math.min(
    (account.bufferMinutes ?? defaultBufferMinutes) * 60_000,
    ((held?.lifetimeSec ?? 0) * 1000) / 2,
  )
  const hasRefreshToken = held?.hasRefreshToken ?? false
  const isStopped = trouble.kind === 'signInNeeded' || trouble.kind === 'misconfigured'
  return {
    id: account.id,
    name: account.name,
    state,
    summary,
    hasAccessToken: held !== null,
    hasRefreshToken,
    autoRenewalEnabled: autoRenewal,
    autoRenewalRunning: autoRenewal && hasRefreshToken && !isStopped,
    tokenType: held === null ? null : ('Bearer' as const),
    valid: leftMs !== null && leftMs > 0,
    expiresAt: iso(held?.expiresAtMs ?? null),
    expiresInSec: leftMs === null ? null : Math.floor(leftMs / 1000),
    needsRenewal: leftMs !== null && leftMs <= bufferMs,
    renewsAt: iso(account.renewsAtMs),
    stored: held?.stored ?? true,
    scopes: held?.scopes ?? [],
    trouble:
      trouble.kind === 'none' ? null : { code: trouble.reason, message: errorText(trouble.reason).what },
    person: person === null ? null : { accountId: person.accountId, name: person.name, email: person.email },
    sites: account.sites,
  } satisfies Omit<AccountStatus, 'isDefault'>
}

/** The account that `default` stands for: the first of the list; undefined when there is none. */
export function defaultAccount(snapshot: AppSnapshot): AccountSnapshot | undefined {
  return snapshot.accounts[0]
}

/** What programs are told of the state; nothing secret is in it. */
export function statusOf(snapshot: AppSnapshot, owner: Status['owner'], nowMs: number): Status {
  const usual = defaultAccount(snapshot)?.id
  return {
    version: snapshot.version,
    owner,
    accounts: snapshot.accounts.map((account) => ({
      isDefault: account.id === usual,
      ...accountStatus(account, snapshot.settings.bufferMinutes, nowMs),
    })),
  }
}
