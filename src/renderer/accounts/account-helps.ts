import { kindTraits } from '../../shared/account-kinds.ts'
import { isRenewable, shortErrorText } from '../../shared/account-view.ts'
import { callbackErrors, type ErrorCode } from '../../shared/error-codes.ts'
import { errorText } from '../../shared/error-texts.ts'
import { failureText } from '../../shared/failure-text.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { durationText } from '../../shared/time-text.ts'
import { fileName } from '../files/file-texts.ts'

export type HelpActionKind =
  'signIn' | 'signInInWindow' | 'editAccount' | 'turnOnAutoRenewal' | 'openConnectedApps' | 'openFiles'

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
  readonly title: string
  readonly text: string
  readonly action: HelpAction | null
  /** Whether the user can dismiss it. */
  readonly dismissable: boolean
}

const fixed = { action: null, dismissable: false } as const

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

function signInFailureHelp({ signInError, signInErrorDetail, problem }: AccountSnapshot): AccountHelp | null {
  if (signInError === null) return null
  const harmless = signInError === 'signInCancelled' || signInError === 'otherPersonDeclined'
  return {
    key: `signInError ${signInError}`,
    tone: harmless ? 'info' : 'error',
    icon: harmless ? 'info' : 'alert',
    title: harmless ? 'Sign-in canceled' : 'Sign-in failed',
    text: failureText(signInError, signInErrorDetail),
    action: signInAction(signInError, problem.kind),
    dismissable: true,
  }
}

/** null if the account's main button does the same. */
function signInAction(code: ErrorCode, problem: AccountSnapshot['problem']['kind']): HelpAction | null {
  if (problem === 'signInNeeded') return null
  if (callbackErrors.has(code)) return { kind: 'signInInWindow', label: 'Use the sign-in window' }
  return { kind: 'signIn', label: 'Try again' }
}

/** What signing out does not undo at the provider. */
function signedOutHelp(kind: AccountSnapshot['kind']): Pick<AccountHelp, 'text' | 'action'> {
  const { provider, hasConnectedApps } = kindTraits[kind]
  const text = `Sign in once, and the token is renewed automatically. Signing out does not revoke the app’s access at ${provider}`
  if (!hasConnectedApps) return { text: `${text}.`, action: null }
  return {
    text: `${text}. You can do that there.`,
    action: { kind: 'openConnectedApps', label: 'Connected apps' },
  }
}

function problemHelp({ kind, problem, token, activity }: AccountSnapshot, nowMs: number): AccountHelp | null {
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
          title: 'Not signed in',
          ...signedOutHelp(kind),
        }
      }
      return {
        ...fixed,
        key: 'signInNeeded',
        tone: 'error',
        icon: 'alert',
        title: 'Sign in again',
        text:
          leftMs > 0
            ? `${failureText(problem.reason, problem.detail)} The current token still works for ${durationText(leftMs)}.`
            : failureText(problem.reason, problem.detail),
      }
    }
    case 'misconfigured':
      return {
        ...fixed,
        key: 'misconfigured',
        tone: 'error',
        icon: 'alert',
        title: sentence(shortErrorText(problem.reason)),
        text:
          activity.kind === 'retrying'
            ? `${failureText(problem.reason, problem.detail)} ${nextTry(activity.nextAtMs - nowMs)}`
            : failureText(problem.reason, problem.detail),
      }
    case 'keychainUnavailable': {
      const unsaved = token.kind === 'held' && !token.stored
      const short = shortErrorText(problem.reason)
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
  return {
    ...fixed,
    key: 'retrying',
    tone: 'warning',
    icon: activity.error === 'offline' ? 'offline' : 'alert',
    title: `Can’t renew right now: ${shortErrorText(activity.error)}`,
    text: `${failureText(activity.error, activity.detail)} ${nextTry(activity.nextAtMs - nowMs)}`,
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
    text: errorText(first.error ?? 'internal').what,
    action: { kind: 'openFiles', label: 'Show files' },
  }
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
