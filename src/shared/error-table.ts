import type { ErrorRow } from './error-table/error-classes.ts'
import { ownErrors } from './error-table/own-errors.ts'
import { serverErrors } from './error-table/server-errors.ts'

/** Everything that can go wrong, by the code that programs see. */
const errorTable = { ...serverErrors, ...ownErrors }

export type ErrorCode = keyof typeof errorTable

export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]

/** Problems with a request to the local API itself, and its HTTP status. The texts name what is wrong with it. */
export const requestErrors = {
  badRequest: 400,
  notAllowed: 403,
  unknownPath: 404,
  methodNotAllowed: 405,
  requestTooLarge: 413,
  requestTooSlow: 408,
  expectationFailed: 417,
} as const

export const requestErrorCodes = Object.keys(requestErrors) as RequestErrorCode[]

export type RequestErrorCode = keyof typeof requestErrors
export type ApiErrorCode = ErrorCode | RequestErrorCode

/** The row for an error code. */
export function errorRow(code: ErrorCode): ErrorRow {
  return errorTable[code]
}

/** The row for an error code of another program, perhaps of a newer version; null: this version doesn't know it. */
export function findErrorRow(code: string): ErrorRow | null {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode] : null
}
