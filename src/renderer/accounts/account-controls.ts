import type { AccountSnapshot } from '../../shared/snapshot.ts'

/** What the buttons of an account are now. */
export interface AccountControls {
  /** `signIn` takes the place of "Renew now" where renewing can't help. */
  readonly main: {
    readonly kind: 'renew' | 'signIn'
    readonly label: string
    readonly busy: boolean
    readonly disabled: boolean
  }
  /** Whether a click on the main button starts a sign-in. */
  readonly startsSignIn: boolean
  readonly canUseToken: boolean
}

/** Which buttons an account gets, and which of them do anything. */
export function accountControls(account: AccountSnapshot): AccountControls {
  const { token, trouble, activity } = account
  const held = token.kind === 'held'
  if (trouble.kind === 'signInNeeded') {
    const first = trouble.reason === 'notSignedIn'
    return {
      main: { kind: 'signIn', label: first ? 'Sign in' : 'Sign in again', busy: false, disabled: false },
      startsSignIn: true,
      canUseToken: held,
    }
  }
  const renewing = activity.kind === 'renewing'
  return {
    main: { kind: 'renew', label: renewing ? 'Renewing…' : 'Renew now', busy: renewing, disabled: !held },
    startsSignIn: held && !token.hasRefreshToken,
    canUseToken: held,
  }
}
