import { shortErrorText } from '../../shared/account-view.ts'
import { errorText } from '../../shared/error-texts.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { clockText, durationText } from '../../shared/time-text.ts'

export type HelpActionKind =
  'signIn' | 'signInInWindow' | 'editAccount' | 'turnOnAutoRenewal' | 'openConnectedApps'

export interface HelpAction {
  readonly kind: HelpActionKind
  readonly label: string
}

/** One thing to know about an account now, and what to do about it. */
export interface AccountHelp {
  /** Stable as long as it is about the same thing. */
  readonly key: string
  readonly tone: 'info' | 'warning' | 'error'
  readonly icon: 'info' | 'alert' | 'offline' | 'lock' | 'pause' | 'key'
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
    account.trouble.kind === 'signInNeeded' && signInFailure !== null ? null : troubleHelp(account, nowMs),
    unsavedHelp(account),
    retryingHelp(account, nowMs),
    renewalHelp(account),
  ]
  return helps.filter((help) => help !== null)
}

function joined(code: Parameters<typeof errorText>[0]): string {
  const { what, todo } = errorText(code)
  return todo === '' ? what : `${what} ${todo}`
}

function signInFailureHelp({ signInError }: AccountSnapshot): AccountHelp | null {
  if (signInError === null) return null
  const harmless = signInError === 'signInCancelled' || signInError === 'otherPersonDeclined'
  return {
    key: `signInError ${signInError}`,
    tone: harmless ? 'info' : 'error',
    icon: harmless ? 'info' : 'alert',
    title: harmless ? 'Not signed in anew' : 'Sign-in did not work',
    text: joined(signInError),
    action:
      signInError === 'portTaken'
        ? { kind: 'signInInWindow', label: 'Sign in in a window' }
        : { kind: 'signIn', label: 'Try again' },
    dismissable: true,
  }
}

function troubleHelp({ trouble, token }: AccountSnapshot, nowMs: number): AccountHelp | null {
  switch (trouble.kind) {
    case 'none':
      return null
    case 'signInNeeded': {
      const leftMs = token.kind === 'held' ? token.expiresAtMs - nowMs : 0
      if (trouble.reason === 'notSignedIn') {
        return {
          ...fixed,
          key: 'notSignedIn',
          tone: 'info',
          icon: 'key',
          title: 'Nobody is signed in here',
          text: 'Sign in, and the token is kept valid from then on. If you have signed out: Atlassian lists the app among your connected apps until you remove it there.',
          action: { kind: 'openConnectedApps', label: 'Connected apps' },
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
            ? `${joined(trouble.reason)} The current token still works for ${durationText(leftMs)}.`
            : joined(trouble.reason),
      }
    }
    case 'misconfigured':
      return {
        ...fixed,
        key: 'misconfigured',
        tone: 'error',
        icon: 'alert',
        title: sentence(shortErrorText(trouble.reason)),
        text: joined(trouble.reason),
      }
    case 'keychainUnavailable': {
      const unsaved = token.kind === 'held' && !token.stored
      const short = shortErrorText(trouble.reason)
      return {
        ...fixed,
        key: 'keychain',
        tone: 'warning',
        icon: 'lock',
        title: unsaved ? `Not saved: ${short}` : sentence(short),
        text:
          unsaved && trouble.reason === 'keychainLocked'
            ? `Unlock it (sign in to your desktop, or open your password manager). Until then this token is in memory only and lost on quit.`
            : joined(trouble.reason),
      }
    }
  }
}

function unsavedHelp({ token, trouble }: AccountSnapshot): AccountHelp | null {
  // a keychain in trouble says so itself
  if (token.kind === 'none' || token.stored || trouble.kind === 'keychainUnavailable') return null
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
    text: `${joined(activity.error)} Next try at ${clockText(activity.nextAtMs, nowMs)}.`,
  }
}

function renewalHelp({ token, trouble, autoRenewal }: AccountSnapshot): AccountHelp | null {
  if (token.kind === 'none' || trouble.kind === 'signInNeeded') return null
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
    text: 'You are told before this token expires; renew it yourself, or let the app do it again.',
    action: { kind: 'turnOnAutoRenewal', label: 'Turn on' },
  }
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
