import { OwnerError } from '../../client/owner-error.ts'
import { BridgeError } from './bridge-error.ts'

/** Problems that go away without the user. */
const temporary = new Set<string>([
  'offline',
  'timedOut',
  'interrupted',
  'rateLimited',
  'providerFailed',
  'badAnswer',
  'proxyFailed',
  'closing',
  'ownerBusy',
])

/** Problems that only a sign-in solves. */
const signInNeeded = new Set<string>([
  'notSignedIn',
  'noRefreshToken',
  'tokenMissing',
  'tokenInApp',
  'tokenExpired',
  'refreshTokenRefused',
  'signedOutMeanwhile',
])

/** Why there is no token, for the client's user. Errors other than `OwnerError` are returned unchanged. */
export function ownerProblem(error: unknown): unknown {
  if (!(error instanceof OwnerError)) return error
  const { code, message } = error
  if (!signInNeeded.has(code))
    return new BridgeError(code, message, { retry: temporary.has(code) ? 'safe' : 'never' })
  return new BridgeError(
    code,
    `${message} Open Jira Token Tray or run jira-token sign-in, then try again. You don’t need to restart.`,
  )
}
