import type { ApiErrorCode } from '../shared/error-codes.ts'

/** The exit codes of `jira-token`; documented in docs/local-api.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  signInNeeded: 3,
  noSuchAccount: 4,
  noKeychain: 5,
  providerUnreachable: 6,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const byErrorCode: Partial<Record<ApiErrorCode, ExitCode>> = {
  notSignedIn: exitCodes.signInNeeded,
  noRefreshToken: exitCodes.signInNeeded,
  tokenMissing: exitCodes.signInNeeded,
  tokenInApp: exitCodes.signInNeeded,
  tokenExpired: exitCodes.signInNeeded,
  refreshTokenRefused: exitCodes.signInNeeded,
  signedOutMeanwhile: exitCodes.signInNeeded,
  invalidInput: exitCodes.usage,
  accountNotFound: exitCodes.noSuchAccount,
  keychainLocked: exitCodes.noKeychain,
  keychainAsking: exitCodes.noKeychain,
  keychainMissing: exitCodes.noKeychain,
  keychainLibraryMissing: exitCodes.noKeychain,
  keychainFailed: exitCodes.noKeychain,
  offline: exitCodes.providerUnreachable,
  timedOut: exitCodes.providerUnreachable,
  providerFailed: exitCodes.providerUnreachable,
  rateLimited: exitCodes.providerUnreachable,
  badAnswer: exitCodes.providerUnreachable,
  certificateUntrusted: exitCodes.providerUnreachable,
  certificateOfOtherHost: exitCodes.providerUnreachable,
  certificateExpired: exitCodes.providerUnreachable,
  certificateInvalid: exitCodes.providerUnreachable,
  proxyNeedsPassword: exitCodes.providerUnreachable,
  proxyFailed: exitCodes.providerUnreachable,
}

/** The exit code for an error code of the owner, even one that this version doesn't know. */
export function exitCodeFor(code: string): ExitCode {
  return (byErrorCode as Record<string, ExitCode>)[code] ?? exitCodes.failed
}
