import type { AccountSnapshot } from '../../shared/snapshot.ts'

type MainControl = 'renew' | 'signIn' | 'editAccount'

/** What the buttons of an account are now. */
export interface AccountControls {
  /** The button that stands out: whatever gets the account a valid token. */
  readonly main: MainControl
  readonly mainLabel: string
  /** Where a sign-in opens; null means as in the settings. */
  readonly surface: 'window' | null
  /** Whether "Renew now" stands below, where it is not the main button but may help. */
  readonly renewToo: boolean
  /** Whether renewing means signing in, for want of a refresh token. */
  readonly renewSignsIn: boolean
  /** Whether there is a token to renew, copy or test. */
  readonly hasToken: boolean
}

/** Which buttons an account gets, and which of them do anything. */
export function accountControls({ token, problem, signInError }: AccountSnapshot): AccountControls {
  const hasToken = token.kind === 'held'
  const common = {
    hasToken,
    renewSignsIn: hasToken && !token.hasRefreshToken,
    renewToo: false,
    surface: null,
  }
  if (problem.kind === 'signInNeeded') {
    if (signInError === 'portTaken') {
      return { ...common, main: 'signIn', mainLabel: 'Use the sign-in window', surface: 'window' }
    }
    const first = problem.reason === 'notSignedIn'
    const mainLabel = signInError !== null ? 'Try again' : first ? 'Sign in' : 'Sign in again'
    return { ...common, main: 'signIn', mainLabel }
  }
  if (problem.kind === 'misconfigured') {
    return { ...common, main: 'editAccount', mainLabel: 'Edit account', renewToo: hasToken }
  }
  return { ...common, main: 'renew', mainLabel: 'Renew now' }
}
