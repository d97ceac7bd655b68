import { viewAccount, type TrayState } from '../../shared/account-view.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { clockText, countdownText } from '../../shared/time-text.ts'

export interface Countdown {
  /** The color, named after the tray state that uses it. */
  readonly tone: TrayState
  /** The large text: `41:07`, or words if there is no countdown. */
  readonly text: string
  /** The small text below it. */
  readonly caption: string
  /** How much of the ring is filled, 0 to 1. */
  readonly fraction: number
  /** The position of the renewal mark on the ring, 0 to 1; null if no renewal is planned. */
  readonly renewalMark: number | null
  /** `Expires 14:58`, `renews 14:53`; empty without a token. */
  readonly schedule: readonly string[]
  /** The ring spins because something is in progress. */
  readonly turning: boolean
}

/** What an account's ring shows at the given time. */
export function getCountdown(account: AccountSnapshot, nowMs: number): Countdown {
  const { state, leftMs, fraction } = viewAccount(account, nowMs)
  const { token, activity, problem } = account
  const tone = getTone(account, state)
  const turning =
    activity.kind === 'renewing' || (activity.kind === 'signingIn' && activity.question === null)
  if (token.kind === 'none') {
    return { tone, ...wordsWithoutToken(account), fraction: 0, renewalMark: null, schedule: [], turning }
  }
  const expired = leftMs === 0
  const renews = expired || problem.kind === 'signInNeeded' ? null : account.renewsAtMs
  const clock = clockText(token.expiresAtMs, nowMs)
  return {
    tone,
    text: expired ? 'Expired' : countdownText(leftMs ?? 0),
    caption: expired ? '' : 'left',
    fraction,
    renewalMark: renews === null ? null : renewalMark(token.expiresAtMs - renews, token.lifetimeSec),
    schedule: [
      expired ? `Expired ${clock}` : `Expires ${clock}`,
      ...(renews === null ? [] : [`renews ${clockText(renews, nowMs)}`]),
    ],
    turning,
  }
}

/** Like the tray's state, but calmer while the user is signing in or after a deliberate sign-out. */
function getTone({ activity, problem }: AccountSnapshot, state: TrayState): TrayState {
  if (activity.kind === 'signingIn') return 'renewing'
  return problem.kind === 'signInNeeded' && problem.reason === 'notSignedIn' ? 'noAccount' : state
}

function wordsWithoutToken({ activity, problem }: AccountSnapshot): { text: string; caption: string } {
  if (activity.kind === 'signingIn') return { text: 'Signing in', caption: '' }
  if (problem.kind === 'none') return { text: 'One moment', caption: 'opening the keychain' }
  if (problem.kind === 'keychainUnavailable') return { text: 'No access', caption: 'to the keychain' }
  return { text: 'No token', caption: '' }
}

function renewalMark(bufferMs: number, lifetimeSec: number): number | null {
  const mark = bufferMs / (lifetimeSec * 1000)
  return mark > 0 && mark < 1 ? mark : null
}
