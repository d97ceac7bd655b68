import { OwnerError } from '../../client/owner-error.ts'
import { BridgeError } from './bridge-error.ts'

/** What passes by itself. */
const passing = new Set<string>([
  'offline',
  'timedOut',
  'interrupted',
  'rateLimited',
  'providerFailed',
  'badAnswer',
  'closing',
  'ownerBusy',
])

/** What only signing in ends. */
const signInNeeded = new Set<string>([
  'notSignedIn',
  'noRefreshToken',
  'tokenMissing',
  'tokenExpired',
  'refreshTokenRefused',
  'signedOutMeanwhile',
])

/** Why there is no token, for the person at the client. Anything but an `OwnerError` stays what it is. */
export function ownerProblem(error: unknown): unknown {
  if (!(error instanceof OwnerError)) return error
  const { code, message } = error
  if (!signInNeeded.has(code))
    return new BridgeError(code, message, { retry: passing.has(code) ? 'safe' : 'never' })
  return new BridgeError(
    code,
    `${message} Open Jira Token Tray, or run: jira-token sign-in. Then try again: no restart is needed.`,
  )
}
