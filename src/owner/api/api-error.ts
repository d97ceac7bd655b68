import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import { errorRow, requestErrors, type RequestErrorCode } from '../../shared/error-table.ts'
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

/** Status and body for any thrown error. Error texts never contain secrets. */
export function toApiError(error: unknown): { readonly status: number; readonly body: ApiError } {
  if (error instanceof RequestError) {
    const { code, message } = error
    return { status: requestErrors[code], body: { error: { code, message } } }
  }
  const code = toErrorCode(error)
  const detail = error instanceof AppError ? error.detail : null
  const isAboutInput = code === 'invalidInput' && detail !== null
  const message = isAboutInput ? detail : failureText(code, detail)
  return { status: errorRow(code).status, body: { error: { code, message } } }
}
