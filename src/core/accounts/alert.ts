import type { AccountTokenFacts } from '../token/account-token-types.ts'

/** What the user must be told even when nobody is looking. */
export type Alert = 'signInNeeded' | 'expired' | 'expiresSoon' | 'notSaved'

/** What is new in a keeper's facts that the user must be told. Each is told once, when it begins. */
export function alertsBetween(before: AccountTokenFacts | undefined, after: AccountTokenFacts): Alert[] {
  const alerts: Alert[] = []
  const { problem, token } = after
  const isNews = problem.kind === 'signInNeeded' && before?.problem.kind !== 'signInNeeded'
  if (isNews && problem.reason !== 'notSignedIn') alerts.push('signInNeeded')
  const wasStored = before?.token.kind !== 'held' || before.token.stored
  if (token.kind === 'held' && !token.stored && wasStored) alerts.push('notSaved')
  return alerts
}
