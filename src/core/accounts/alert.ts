import type { AccountTokenFacts } from '../token/account-token-types.ts'

/** What the user is notified of. */
export type Alert = 'signInNeeded' | 'expired' | 'expiresSoon' | 'notSaved'

/** The alerts that a change of facts calls for, each only when it begins. `before` is undefined for the first facts. */
export function alertsBetween(before: AccountTokenFacts | undefined, after: AccountTokenFacts): Alert[] {
  const alerts: Alert[] = []
  const { problem, token } = after
  const isNew = problem.kind === 'signInNeeded' && before?.problem.kind !== 'signInNeeded'
  if (isNew && problem.reason !== 'notSignedIn') alerts.push('signInNeeded')
  const wasStored = before?.token.kind !== 'held' || before.token.stored
  if (token.kind === 'held' && !token.stored && wasStored) alerts.push('notSaved')
  return alerts
}
