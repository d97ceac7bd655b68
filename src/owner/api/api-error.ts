import { AppError, toErrorCode, type ErrorCode, type RequestErrorCode } from '../../shared/error-codes.ts'
import { failureText } from '../../shared/failure-text.ts'
import type { ApiError } from '../../shared/local-api.ts'

/** The request itself is invalid. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode

  constructor(code: RequestErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const requestStatuses: Record<RequestErrorCode, number> = {
  badRequest: 400,
  notAllowed: 403,
  unknownPath: 404,
  methodNotAllowed: 405,
  requestTooLarge: 413,
  requestTooSlow: 408,
  expectationFailed: 417,
}

/** All other codes mean a conflict with the state of the account: 409. */
const statuses: Partial<Record<ErrorCode, number>> = {
  accountNotFound: 404,
  invalidInput: 400,
  minValidTooLong: 400,
  rateLimited: 503,
  interrupted: 503,
  closing: 503,
  keychainLocked: 503,
  keychainAsking: 503,
  keychainMissing: 503,
  keychainLibraryMissing: 503,
  keychainFailed: 503,
  diskFull: 507,
  offline: 503,
  timedOut: 504,
  providerFailed: 502,
  badAnswer: 502,
  certificateUntrusted: 502,
  certificateOfOtherHost: 502,
  certificateExpired: 502,
  certificateInvalid: 502,
  proxyNeedsPassword: 502,
  proxyFailed: 502,
  serverMetadataMissing: 502,
  issuerMismatch: 502,
  resourceMismatch: 502,
  endpointNotSafe: 502,
  pkceNotSupported: 502,
  registrationRefused: 502,
  internal: 500,
}

/** Status and body for any thrown error. Error texts never contain secrets. */
export function toApiError(error: unknown): { readonly status: number; readonly body: ApiError } {
  if (error instanceof RequestError) {
    const { code, message } = error
    return { status: requestStatuses[code], body: { error: { code, message } } }
  }
  const code = toErrorCode(error)
  const detail = error instanceof AppError ? error.detail : null
  const isAboutInput = code === 'invalidInput' && detail !== null
  const message = isAboutInput ? detail : failureText(code, detail)
  return { status: statuses[code] ?? 409, body: { error: { code, message } } }
}
