import { kindTraits } from '../../shared/account-kinds.ts'
import { isRenewable } from '../../shared/account-view.ts'
import { errorRow } from '../../shared/error-table.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import type { EditedField } from '../state/route.ts'

type MainControl = 'copy' | 'renew' | 'signIn' | 'editAccount'

/** The buttons of an account in its current state. */
export interface AccountControls {
  /** The primary button: it copies a valid token, or is what gets one. */
  readonly main: MainControl
  /** The label of a sign-in or edit button. */
  readonly mainLabel: string
  /** The field that the edit button leads to. */
  readonly field: EditedField | null
  /** Where a sign-in opens; null means the surface from the settings. */
  readonly surface: 'window' | null
  /** Whether to show "Renew now": it can't help when a sign-in is needed. */
  readonly canRenew: boolean
  /** Whether renewing means signing in, because there is no refresh token. */
  readonly renewSignsIn: boolean
  /** Whether there is a token to renew, copy, or test. */
  readonly hasToken: boolean
}

/** Which buttons an account gets, and which are enabled. */
export function accountControls(account: AccountSnapshot, nowMs: number): AccountControls {
  const { kind, token, problem, signInError } = account
  const hasToken = token.kind === 'held'
  const common = {
    hasToken,
    renewSignsIn: hasToken && !isRenewable(account),
    canRenew: false,
    surface: null,
    field: null,
  }
  if (problem.kind === 'signInNeeded' && kindTraits[kind].signsIn) {
    if (signInError !== null && errorRow(signInError).solvedBy === 'otherSurface') {
      return { ...common, main: 'signIn', mainLabel: 'Use the sign-in window', surface: 'window' }
    }
    const first = problem.reason === 'notSignedIn'
    const mainLabel = signInError !== null ? 'Try again' : first ? 'Sign in' : 'Sign in again'
    return { ...common, main: 'signIn', mainLabel }
  }
  if (problem.kind === 'misconfigured' || problem.kind === 'signInNeeded') {
    const isAboutSecret = problem.reason === 'clientSecretRefused' || problem.reason === 'clientSecretMissing'
    return {
      ...common,
      main: 'editAccount',
      mainLabel: 'Edit account',
      canRenew: hasToken,
      field: isAboutSecret ? 'clientSecret' : null,
    }
  }
  const hasExpired = token.kind === 'held' && token.expiresAtMs <= nowMs
  return { ...common, main: hasExpired ? 'renew' : 'copy', mainLabel: '', canRenew: true }
}
