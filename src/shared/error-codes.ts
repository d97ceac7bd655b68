import { cleanText } from './clean-text.ts'

/** Everything that can go wrong, by the code that programs see. Texts: `error-texts.ts`. */
export const errorCodes = [
  // the connection to the provider
  'offline',
  'timedOut',
  'interrupted',
  'rateLimited',
  'providerFailed',
  'badAnswer',
  'certificateUntrusted',
  'certificateOfOtherHost',
  'certificateExpired',
  'certificateInvalid',
  'proxyNeedsPassword',
  'proxyFailed',
  // the provider's refusals
  'refreshTokenRefused',
  'clientSecretRefused',
  'requestRefused',
  'codeRefused',
  'accessTokenRefused',
  'scopeMissing',
  // our tokens
  'notSignedIn',
  'noRefreshToken',
  'tokenMissing',
  'tokenInApp',
  'tokenExpired',
  'minValidTooLong',
  'tokenRefused',
  'clientSecretMissing',
  // the keychain
  'keychainLocked',
  'keychainAsking',
  'keychainMissing',
  'keychainLibraryMissing',
  'keychainFailed',
  // signing in
  'alreadySignedIn',
  'signInNotBegun',
  'surfaceMissing',
  'signInRunning',
  'signInCancelled',
  'signInTimedOut',
  'signInPageFailed',
  'consentDenied',
  'wrongState',
  'redirectUriNotRegistered',
  'portTaken',
  'portHeldBySignIn',
  'portNotAllowed',
  'callbackNotLoopback',
  'wrongIssuer',
  'otherPersonDeclined',
  'signedOutMeanwhile',
  // discovery
  'signInNotNeeded',
  'serverMetadataMissing',
  'issuerMismatch',
  'resourceMismatch',
  'endpointNotSafe',
  'pkceNotSupported',
  'registrationNotOffered',
  'registrationRefused',
  // synced files
  'syncedFileFolderMissing',
  'syncedFileSymlink',
  'syncedFileReadOnly',
  'syncedFileDiskFull',
  'syncedFileOpen',
  'syncedFileUnusable',
  'syncedFileNotBlanked',
  // MCP client setup
  'mcpConfigUnusable',
  'mcpConfigNotWritten',
  'mcpNameTaken',
  'mcpProgramMissing',
  'mcpClientFailed',
  // the rest
  'accountNotFound',
  'invalidInput',
  'envFileUnusable',
  'demoUnavailable',
  'notCopied',
  'ownerStays',
  'diskFull',
  'closing',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Why the browser can't bring back an answer. A sign-in in the window or by hand avoids these. */
export const callbackErrors: ReadonlySet<string> = new Set<ErrorCode>([
  'portTaken',
  'portHeldBySignIn',
  'portNotAllowed',
  'callbackNotLoopback',
])

/** Problems with a request itself, in addition to `errorCodes`. */
const requestErrorCodes = [
  'badRequest',
  'notAllowed',
  'unknownPath',
  'methodNotAllowed',
  'requestTooLarge',
  'requestTooSlow',
  'expectationFailed',
] as const

export const apiErrorCodes = [...errorCodes, ...requestErrorCodes] as const

export type RequestErrorCode = (typeof requestErrorCodes)[number]
export type ApiErrorCode = (typeof apiErrorCodes)[number]

const maxDetailLength = 500

/**
 * An error whose `code` is for programs; `detail` adds to the text for the code, cleaned, as it may quote a server or a
 * file. Never contains a secret.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: string | null
  /** The form field that `invalidInput` refers to. */
  readonly field: string | null

  constructor(code: ErrorCode, detail?: string, options: ErrorOptions & { field?: string } = {}) {
    const clean = detail === undefined ? null : cleanText(detail, maxDetailLength)
    super(clean === null ? code : `${code}: ${clean}`, options)
    this.code = code
    this.detail = clean
    this.field = options.field ?? null
  }
}

/**
 * Whether the disk, or the user's share of it, is full: the error itself says so, or the one that caused it. Source:
 * POSIX.1-2024, errno.h.
 */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return code === 'ENOSPC' || code === 'EDQUOT' || isDiskFull(cause)
}

/** The code of any thrown value: `diskFull`, an `AppError`'s own code, otherwise `internal`. */
export function toErrorCode(error: unknown): ErrorCode {
  const own = error instanceof AppError ? error.code : 'internal'
  return own !== 'syncedFileDiskFull' && isDiskFull(error) ? 'diskFull' : own
}
