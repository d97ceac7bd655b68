import { viewAccount, type TrayState } from '../../shared/account-view.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { clockText, countdownText } from '../../shared/time-text.ts'

export interface Countdown {
  /** The colour, named after the state of the tray icon that has it. */
  readonly tone: TrayState
  /** The large text: `41:07`, or a word where there is nothing to count. */
  readonly text: string
  /** The small text under it. */
  readonly caption: string
  /** How much of the ring is filled, 0 to 1. */
  readonly fraction: number
  /** Where on the ring the renewal is due, 0 to 1; null when none is planned. */
  readonly renewalMark: number | null
  /** `Expires 14:58 · renews 14:53`; empty when no token is held. */
  readonly schedule: string
  /** Turning instead of emptying: something is under way. */
  readonly turning: boolean
}

/** What the ring of an account shows at a moment. */
export function getCountdown(account: AccountSnapshot, nowMs: number): Countdown {
  const { state, leftMs, fraction } = viewAccount(account, nowMs)
  const { token, activity, problem } = account
  const tone = getTone(account, state)
  const turning =
    activity.kind === 'renewing' || (activity.kind === 'signingIn' && activity.question === null)
  if (token.kind === 'none') {
    return { tone, ...wordsWithoutToken(account), fraction: 0, renewalMark: null, schedule: '', turning }
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
    schedule:
      (expired ? `Expired ${clock}` : `Expires ${clock}`) +
      (renews === null ? '' : ` · renews ${clockText(renews, nowMs)}`),
    turning,
  }
}

/** As in the tray, but calmer where the user is signing in or has signed out on purpose. */
function getTone({ activity, problem }: AccountSnapshot, state: TrayState): TrayState {
  if (activity.kind === 'signingIn') return 'renewing'
  return problem.kind === 'signInNeeded' && problem.reason === 'notSignedIn' ? 'noAccount' : state
}

function wordsWithoutToken({ activity, problem }: AccountSnapshot): { text: string; caption: string } {
  if (activity.kind === 'signingIn') return { text: 'Signing in', caption: '' }
  if (problem.kind === 'none') return { text: 'One moment', caption: 'opening the keychain' }
  if (problem.kind === 'keychainUnavailable') return { text: 'No access', caption: 'to the keychain' }
  return { text: 'No token', caption: problem.kind === 'signInNeeded' ? 'not signed in' : '' }
}

function renewalMark(bufferMs: number, lifetimeSec: number): number | null {
  const mark = bufferMs / (lifetimeSec * 1000)
  return mark > 0 && mark < 1 ? mark : null
}
