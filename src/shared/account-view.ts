import { kindTraits } from './account-kinds.ts'
import { errorRow } from './error-table.ts'
import type { AccountSnapshot } from './snapshot.ts'
import { clockText, coarseDurationText } from './time-text.ts'

/** The states the tray icon can show for an account. */
export const trayStates = [
  'valid',
  'renewing',
  'retrying',
  'signInNeeded',
  'misconfigured',
  'keychainUnavailable',
  'paused',
  'noAccount',
] as const

export type TrayState = (typeof trayStates)[number]

export interface AccountView {
  readonly state: TrayState
  /** Milliseconds until the token expires, never negative; null without a token. */
  readonly leftMs: number | null
  /** How much of the token's lifetime is left, 0 to 1. */
  readonly fraction: number
  /** One line of text, without the account's name: `42 min left, renews at 14:55`. */
  readonly status: string
}

/** Whether the account's token can be renewed: with its refresh token, or by a kind of account that needs none. */
export function isRenewable({ kind, token }: Pick<AccountSnapshot, 'kind' | 'token'>): boolean {
  return token.kind === 'held' && (token.hasRefreshToken || !kindTraits[kind].signsIn)
}

function getTrayState(account: AccountSnapshot, leftMs: number | null): TrayState {
  if (account.problem.kind !== 'none') return account.problem.kind
  if (account.activity.kind === 'renewing' || account.activity.kind === 'retrying')
    return account.activity.kind
  if (account.token.kind === 'none')
    return account.activity.kind === 'signingIn' ? 'signInNeeded' : 'noAccount'
  if (!isRenewable(account) || !account.autoRenewal) return 'paused'
  return leftMs === 0 ? 'renewing' : 'valid'
}

function whatNext(account: AccountSnapshot, leftMs: number, nowMs: number): string {
  const { activity, problem, token } = account
  if (activity.kind === 'signingIn') return 'signing in…'
  if (problem.kind === 'signInNeeded') return leftMs > 0 ? 'then sign in again' : 'sign-in required'
  if (problem.kind === 'misconfigured') return errorRow(problem.reason).short
  if (problem.kind === 'keychainUnavailable') {
    const unsaved = token.kind === 'held' && !token.stored
    return unsaved ? `not saved: ${errorRow(problem.reason).short}` : errorRow(problem.reason).short
  }
  if (activity.kind === 'renewing') return 'renewing…'
  if (activity.kind === 'retrying') {
    return `${errorRow(activity.error).short}, next try at ${clockText(activity.nextAtMs, nowMs)}`
  }
  if (token.kind === 'none') return 'opening the keychain…'
  if (!isRenewable(account)) return 'can’t be renewed'
  if (!account.autoRenewal) return 'auto-renewal off'
  return account.renewsAtMs === null ? 'renewing soon' : `renews at ${clockText(account.renewsAtMs, nowMs)}`
}

/** The one place that turns an account's facts into a state and a text, for the tray, the window, and the CLI. */
export function viewAccount(account: AccountSnapshot, nowMs: number): AccountView {
  const { token } = account
  if (token.kind === 'none') {
    return {
      state: getTrayState(account, null),
      leftMs: null,
      fraction: 0,
      status: whatNext(account, 0, nowMs),
    }
  }
  const lifetimeMs = token.lifetimeSec * 1000
  // the caller's clock may lag the token by up to a second: never show more than the full lifetime
  const leftMs = Math.min(lifetimeMs, Math.max(0, token.expiresAtMs - nowMs))
  const left = leftMs > 0 ? `${coarseDurationText(leftMs)} left` : 'expired'
  return {
    state: getTrayState(account, leftMs),
    leftMs,
    fraction: leftMs / lifetimeMs,
    status: `${left}, ${whatNext(account, leftMs, nowMs)}`,
  }
}

const ranks: Record<TrayState, number> = {
  signInNeeded: 0,
  misconfigured: 0,
  keychainUnavailable: 1,
  retrying: 2,
  paused: 3,
  noAccount: 4,
  renewing: 5,
  valid: 5,
}

const byName = new Intl.Collator(undefined, { numeric: true })

/** The accounts that need attention first, the others by name: `Team 2` before `Team 10`. */
export function sortAccounts(accounts: readonly AccountSnapshot[], nowMs: number): AccountSnapshot[] {
  const rank = (account: AccountSnapshot) => ranks[viewAccount(account, nowMs).state]
  return accounts.toSorted((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name))
}

/** The account the tray icon shows: the pinned one, or else the one that needs attention first; null without accounts. */
export function accountToShow(
  accounts: readonly AccountSnapshot[],
  pinnedAccountId: string | null,
  nowMs: number,
): AccountSnapshot | null {
  const pinned = accounts.find((account) => account.id === pinnedAccountId)
  if (pinned !== undefined) return pinned
  const urgency = (account: AccountSnapshot): [rank: number, leftMs: number] => {
    const { state, leftMs } = viewAccount(account, nowMs)
    return [ranks[state], leftMs ?? 0]
  }
  return (
    accounts.toSorted((a, b) => {
      const [rankA, leftA] = urgency(a)
      const [rankB, leftB] = urgency(b)
      return rankA - rankB || leftA - leftB
    })[0] ?? null
  )
}
