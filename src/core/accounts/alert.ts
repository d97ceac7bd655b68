import type { KeeperFacts } from '../token/account-token-types.ts'

/** What the user must be told even when nobody is looking. */
export type Alert = 'signInNeeded' | 'expired' | 'expiresSoon' | 'notSaved'

/** What is new in a keeper's facts that the user must be told. Each is told once, when it begins. */
export function alertsBetween(before: KeeperFacts | undefined, after: KeeperFacts): Alert[] {
  const alerts: Alert[] = []
  const { trouble, token } = after
  const isNews = trouble.kind === 'signInNeeded' && before?.trouble.kind !== 'signInNeeded'
  if (isNews && trouble.reason !== 'notSignedIn') alerts.push('signInNeeded')
  const wasStored = before?.token.kind !== 'held' || before.token.stored
  if (token.kind === 'held' && !token.stored && wasStored) alerts.push('notSaved')
  return alerts
}
