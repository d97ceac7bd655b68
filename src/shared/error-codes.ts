/** Every way in which the app can fail, by the name that programs see. Texts: `error-texts.ts`. */
export const errorCodes = [
  // the way to the provider
  'offline',
  'timedOut',
  'interrupted',
  'rateLimited',
  'providerFailed',
  'badAnswer',
  // the provider says no
  'refreshTokenRefused',
  'clientSecretRefused',
  'requestRefused',
  'codeRefused',
  'accessTokenRefused',
  'scopeMissing',
  // what we hold
  'notSignedIn',
  'noRefreshToken',
  'tokenMissing',
  'tokenExpired',
  'minValidTooLong',
  'tokenRefused',
  'clientSecretMissing',
  // the keychain
  'keychainLocked',
  'keychainMissing',
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
  'callbackNotLoopback',
  'wrongIssuer',
  'otherPersonDeclined',
  'signedOutMeanwhile',
  // finding out where to sign in
  'signInNotNeeded',
  'serverMetadataMissing',
  'issuerMismatch',
  'resourceMismatch',
  'endpointNotSafe',
  'pkceNotSupported',
  'registrationNotOffered',
  'registrationRefused',
  // files that stay current
  'syncedFileFolderMissing',
  'syncedFileSymlink',
  'syncedFileReadOnly',
  'syncedFileDiskFull',
  'syncedFileUnusable',
  'syncedFileNotBlanked',
  // set-up in MCP clients
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
  'ownerStays',
  'closing',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What can be wrong with a request as such, beside the codes of `error-codes.ts`. */
const requestErrorCodes = [
  'badRequest',
  'notAllowed',
  'unknownPath',
  'methodNotAllowed',
  'requestTooLarge',
  'requestTooSlow',
] as const

export const apiErrorCodes = [...errorCodes, ...requestErrorCodes] as const

export type RequestErrorCode = (typeof requestErrorCodes)[number]
export type ApiErrorCode = (typeof apiErrorCodes)[number]

/** An error whose `code` is for programs; `detail` adds what the table's text cannot know. Never holds a secret. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: string | null
  /** The form field that `invalidInput` is about. */
  readonly field: string | null

  constructor(code: ErrorCode, detail?: string, options: ErrorOptions & { field?: string } = {}) {
    super(detail === undefined ? code : `${code}: ${detail}`, options)
    this.code = code
    this.detail = detail ?? null
    this.field = options.field ?? null
  }
}

/** The code of any thrown value: that of an `AppError`, else `internal`. */
export function toErrorCode(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal'
}
