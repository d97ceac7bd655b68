import { kindTraits } from '../../shared/account-kinds.ts'
import { shortErrorText } from '../../shared/account-view.ts'
import type { ErrorCode } from '../../shared/error-codes.ts'
import { errorText } from '../../shared/error-texts.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { durationText } from '../../shared/time-text.ts'
import { fileName } from '../files/file-texts.ts'

export type HelpActionKind =
  'signIn' | 'signInInWindow' | 'editAccount' | 'turnOnAutoRenewal' | 'openConnectedApps' | 'openFiles'

interface HelpAction {
  readonly kind: HelpActionKind
  readonly label: string
}

/** One thing to know about an account now, and what to do about it. */
export interface AccountHelp {
  /** Stable as long as it is about the same thing. */
  readonly key: string
  readonly tone: 'info' | 'warning' | 'error'
  readonly icon: 'info' | 'alert' | 'offline' | 'lock' | 'pause' | 'key' | 'file'
  readonly title: string
  readonly text: string
  readonly action: HelpAction | null
  /** Whether the user may put it away. */
  readonly dismissable: boolean
}

const fixed = { action: null, dismissable: false } as const

/** The help an account needs now, most urgent first; none while it signs in (the sign-in panel says it all). */
export function accountHelps(account: AccountSnapshot, nowMs: number): readonly AccountHelp[] {
  if (account.activity.kind === 'signingIn') return []
  const signInFailure = signInFailureHelp(account)
  const helps = [
    signInFailure,
    // a sign-in that just failed says what to do; that one is needed goes without saying then
    account.problem.kind === 'signInNeeded' && signInFailure !== null ? null : problemHelp(account, nowMs),
    unsavedHelp(account),
    retryingHelp(account, nowMs),
    renewalHelp(account, nowMs),
    filesHelp(account),
  ]
  return helps.filter((help) => help !== null)
}

function joined(code: ErrorCode): string {
  const { what, todo } = errorText(code)
  return todo === '' ? what : `${what} ${todo}`
}

function signInFailureHelp({ signInError, problem }: AccountSnapshot): AccountHelp | null {
  if (signInError === null) return null
  const harmless = signInError === 'signInCancelled' || signInError === 'otherPersonDeclined'
  return {
    key: `signInError ${signInError}`,
    tone: harmless ? 'info' : 'error',
    icon: harmless ? 'info' : 'alert',
    title: harmless ? 'Not signed in anew' : 'Sign-in did not work',
    text: joined(signInError),
    action: signInAction(signInError, problem.kind),
    dismissable: true,
  }
}

/** None where the account's main button says the same. */
function signInAction(code: ErrorCode, problem: AccountSnapshot['problem']['kind']): HelpAction | null {
  if (problem === 'signInNeeded') return null
  if (code === 'portTaken') return { kind: 'signInInWindow', label: 'Use the sign-in window' }
  return { kind: 'signIn', label: 'Try again' }
}

/** What signing out leaves behind at the provider. */
function signedOutHelp(kind: AccountSnapshot['kind']): Pick<AccountHelp, 'text' | 'action'> {
  const { provider, hasConnectedApps } = kindTraits[kind]
  const text = `Sign in, and the token stays valid from then on. Signing out leaves the app’s access at ${provider} as it is`
  if (!hasConnectedApps) return { text: `${text}.`, action: null }
  return {
    text: `${text}; you can remove it there.`,
    action: { kind: 'openConnectedApps', label: 'Connected apps' },
  }
}

function problemHelp({ kind, problem, token }: AccountSnapshot, nowMs: number): AccountHelp | null {
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
          title: 'Nobody is signed in here',
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
            ? `${joined(problem.reason)} The current token still works for ${durationText(leftMs)}.`
            : joined(problem.reason),
      }
    }
    case 'misconfigured':
      return {
        ...fixed,
        key: 'misconfigured',
        tone: 'error',
        icon: 'alert',
        title: sentence(shortErrorText(problem.reason)),
        text: joined(problem.reason),
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
            ? `Unlock it (sign in to your desktop, or open your password manager). Until then this token is in memory only and lost on quit.`
            : joined(problem.reason),
      }
    }
  }
}

function unsavedHelp({ token, problem }: AccountSnapshot): AccountHelp | null {
  // a keychain in trouble says so itself
  if (token.kind === 'none' || token.stored || problem.kind === 'keychainUnavailable') return null
  return {
    ...fixed,
    key: 'unsaved',
    tone: 'warning',
    icon: 'alert',
    title: 'Not saved yet',
    text: 'The keychain did not take this token, so it is in memory only. The app keeps trying; if you quit now, you have to sign in again.',
  }
}

function retryingHelp({ activity }: AccountSnapshot, nowMs: number): AccountHelp | null {
  if (activity.kind !== 'retrying') return null
  return {
    ...fixed,
    key: 'retrying',
    tone: 'warning',
    icon: activity.error === 'offline' ? 'offline' : 'alert',
    title: `Can’t renew right now: ${shortErrorText(activity.error)}`,
    text: `${joined(activity.error)} ${nextTry(activity.nextAtMs - nowMs)}`,
  }
}

function nextTry(inMs: number): string {
  return inMs > 0 ? `Next try in ${durationText(inMs)}.` : 'Trying again now.'
}

function renewalHelp({ token, problem, autoRenewal }: AccountSnapshot, nowMs: number): AccountHelp | null {
  if (token.kind === 'none' || problem.kind === 'signInNeeded') return null
  if (!token.hasRefreshToken) {
    return {
      ...fixed,
      key: 'noRefreshToken',
      tone: 'info',
      icon: 'info',
      title: 'This sign-in can’t be renewed',
      text: joined('noRefreshToken'),
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
        ? 'You are told before this token expires. Renew it yourself, or let the app do it again.'
        : 'Renew the token yourself, or let the app do it again.',
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
        ? `${fileName(first.path)} is not current`
        : `${failed.length} files are not current`,
    text: errorText(first.error ?? 'internal').what,
    action: { kind: 'openFiles', label: 'Show files' },
  }
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
