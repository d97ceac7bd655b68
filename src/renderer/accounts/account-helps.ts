import { isRenewable } from '../../shared/account-view.ts'
import { errorRow, type ErrorCode } from '../../shared/error-table.ts'
import { failureText, splitFailureText } from '../../shared/failure-text.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { durationText } from '../../shared/time-text.ts'
import { fileName } from '../files/file-texts.ts'

export type HelpActionKind =
  'signIn' | 'signInInWindow' | 'editAccount' | 'editCallbackUrl' | 'turnOnAutoRenewal' | 'openFiles'

interface HelpAction {
  readonly kind: HelpActionKind
  readonly label: string
}

/** Something the user should know about an account, and what to do about it. */
export interface AccountHelp {
  /** Stable as long as the topic stays the same. */
  readonly key: string
  readonly tone: 'info' | 'warning' | 'error'
  readonly icon: 'info' | 'alert' | 'offline' | 'lock' | 'pause' | 'key' | 'file'
  /** Null: the text says it all. */
  readonly title: string | null
  readonly text: string
  /** What the provider said, to be shown on request; null: nothing more. */
  readonly quoted: string | null
  /** The URL to register with the provider; null: it isn't about that. */
  readonly callbackUrl: string | null
  readonly action: HelpAction | null
  /** Whether the user can dismiss it. */
  readonly dismissable: boolean
}

const fixed = { quoted: null, callbackUrl: null, action: null, dismissable: false } as const

/** The help texts for an account, most urgent first; none during a sign-in (the sign-in panel says it all). */
export function accountHelps(account: AccountSnapshot, nowMs: number): readonly AccountHelp[] {
  if (account.activity.kind === 'signingIn') return []
  const signInFailure = signInFailureHelp(account)
  const helps = [
    signInFailure,
    // a sign-in that just failed already says what to do
    account.problem.kind === 'signInNeeded' && signInFailure !== null ? null : problemHelp(account, nowMs),
    unsavedHelp(account),
    retryingHelp(account, nowMs),
    renewalHelp(account, nowMs),
    filesHelp(account),
  ]
  return helps.filter((help) => help !== null)
}

function signInFailureHelp(account: AccountSnapshot): AccountHelp | null {
  const { signInError, signInErrorDetail, redirectUri } = account
  if (signInError === null) return null
  const isUnregistered = signInError === 'redirectUriNotRegistered'
  const harmless = signInError === 'signInCancelled' || signInError === 'otherPersonDeclined'
  return {
    key: `signInError ${signInError}`,
    tone: harmless ? 'info' : 'error',
    icon: harmless ? 'info' : 'alert',
    title: harmless ? 'Sign-in canceled' : 'Sign-in failed',
    ...(isUnregistered
      ? { text: `${errorRow(signInError).what} Register exactly this one, or change it here:`, quoted: null }
      : splitFailureText(signInError, signInErrorDetail)),
    callbackUrl: isUnregistered ? redirectUri : null,
    action: signInAction(signInError, account),
    dismissable: true,
  }
}

/** null if the account's main button does the same. */
function signInAction(code: ErrorCode, { problem }: AccountSnapshot): HelpAction | null {
  if (code === 'redirectUriNotRegistered') return { kind: 'editCallbackUrl', label: 'Edit account' }
  if (problem.kind === 'signInNeeded') return null
  if (errorRow(code).solvedBy === 'otherSurface')
    return { kind: 'signInInWindow', label: 'Use the sign-in window' }
  return { kind: 'signIn', label: 'Try again' }
}

function problemHelp(account: AccountSnapshot, nowMs: number): AccountHelp | null {
  const { problem, token, activity } = account
  switch (problem.kind) {
    case 'none':
      return null
    case 'signInNeeded': {
      const leftMs = token.kind === 'held' ? token.expiresAtMs - nowMs : 0
      if (problem.reason === 'notSignedIn') {
        return {
          ...fixed,
          key: 'notSignedIn',
          tone: 'info',
          icon: 'key',
          title: null,
          text: 'Sign in once, and the token is renewed automatically.',
        }
      }
      const { text, quoted } = splitFailureText(problem.reason, problem.detail)
      return {
        ...fixed,
        key: 'signInNeeded',
        tone: 'error',
        icon: 'alert',
        title: 'Sign in again',
        text: leftMs > 0 ? `${text} The current token still works for ${durationText(leftMs)}.` : text,
        quoted,
      }
    }
    case 'misconfigured': {
      const { text, quoted } = splitFailureText(problem.reason, problem.detail)
      return {
        ...fixed,
        key: 'misconfigured',
        tone: 'error',
        icon: 'alert',
        title: sentence(errorRow(problem.reason).short),
        text: activity.kind === 'retrying' ? `${text} ${nextTry(activity.nextAtMs - nowMs)}` : text,
        quoted,
      }
    }
    case 'keychainUnavailable': {
      const unsaved = token.kind === 'held' && !token.stored
      const short = errorRow(problem.reason).short
      return {
        ...fixed,
        key: 'keychain',
        tone: 'warning',
        icon: 'lock',
        title: unsaved ? `Not saved: ${short}` : sentence(short),
        text:
          unsaved && problem.reason === 'keychainLocked'
            ? `Unlock it (sign in to your desktop or open your password manager). Until then, this token is only in memory and would be lost on quit.`
            : failureText(problem.reason, problem.detail),
      }
    }
  }
}

function unsavedHelp({ token, problem }: AccountSnapshot): AccountHelp | null {
  // a keychain problem has its own help text
  if (token.kind === 'none' || token.stored || problem.kind === 'keychainUnavailable') return null
  return {
    ...fixed,
    key: 'unsaved',
    tone: 'warning',
    icon: 'alert',
    title: 'Not saved yet',
    text: 'The keychain refused to save this token, so it is only in memory. The app keeps trying. If you quit now, you’ll have to sign in again.',
  }
}

function retryingHelp({ activity, problem }: AccountSnapshot, nowMs: number): AccountHelp | null {
  // a refusal has its own help text
  if (activity.kind !== 'retrying' || problem.kind === 'misconfigured') return null
  const { text, quoted } = splitFailureText(activity.error, activity.detail)
  return {
    ...fixed,
    key: 'retrying',
    tone: 'warning',
    icon: activity.error === 'offline' ? 'offline' : 'alert',
    title: `Can’t renew right now: ${errorRow(activity.error).short}`,
    text: `${text} ${nextTry(activity.nextAtMs - nowMs)}`,
    quoted,
  }
}

function nextTry(inMs: number): string {
  return inMs > 0 ? `Next try in ${durationText(inMs)}.` : 'Trying again now.'
}

function renewalHelp(account: AccountSnapshot, nowMs: number): AccountHelp | null {
  const { token, problem, autoRenewal } = account
  if (token.kind === 'none' || problem.kind === 'signInNeeded') return null
  if (!isRenewable(account)) {
    return {
      ...fixed,
      key: 'noRefreshToken',
      tone: 'info',
      icon: 'info',
      title: 'This sign-in can’t be renewed',
      text: failureText('noRefreshToken', null),
      action: { kind: 'editAccount', label: 'Edit account' },
    }
  }
  if (autoRenewal) return null
  return {
    ...fixed,
    key: 'autoRenewalOff',
    tone: 'info',
    icon: 'pause',
    title: 'Auto-renewal is off',
    text:
      token.expiresAtMs > nowMs
        ? 'We’ll notify you before this token expires. Renew it manually, or turn auto-renewal back on.'
        : 'Renew the token manually, or turn auto-renewal back on.',
    action: { kind: 'turnOnAutoRenewal', label: 'Turn on' },
  }
}

function filesHelp({ syncedFiles }: AccountSnapshot): AccountHelp | null {
  const failed = syncedFiles.filter(({ state }) => state === 'failed')
  const [first] = failed
  if (first === undefined) return null
  return {
    ...fixed,
    key: 'files',
    tone: 'warning',
    icon: 'file',
    title:
      failed.length === 1
        ? `${fileName(first.path)} is out of date`
        : `${failed.length} files are out of date`,
    text: errorRow(first.error ?? 'internal').what,
    action: { kind: 'openFiles', label: 'Show files' },
  }
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
