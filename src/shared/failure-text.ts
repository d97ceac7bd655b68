import { isolated } from './clean-text.ts'
import type { ErrorCode } from './error-codes.ts'
import { errorText } from './error-texts.ts'

/** Codes whose detail adds a fact, such as a URL; our own words, never the server's. */
const detailed: ReadonlySet<ErrorCode> = new Set([
  'serverMetadataMissing',
  'issuerMismatch',
  'resourceMismatch',
  'endpointNotSafe',
  'registrationRefused',
  'portHeldBySignIn',
  'portNotAllowed',
  'envFileUnusable',
])

/** Codes whose detail is the provider's own words, clean and without secrets. */
const quoting: ReadonlySet<ErrorCode> = new Set([
  'rateLimited',
  'providerFailed',
  'badAnswer',
  'refreshTokenRefused',
  'clientSecretRefused',
  'requestRefused',
  'codeRefused',
  'accessTokenRefused',
  'consentDenied',
])

/** What happened, with the detail where it adds something, such as the provider's own words. */
export function whatHappened(code: ErrorCode, detail: string | null | undefined): string {
  const { what } = errorText(code)
  if (detail == null || detail === '') return what
  if (quoting.has(code)) return `${what} The server’s answer: ${isolated(detail.replace(/[.]$/, ''))}.`
  return detailed.has(code) ? what.replace(/[.]$/, ` (${detail}).`) : what
}

/** As `failureText`, with the provider's own words apart; null if there are none. For where they can be folded away. */
export function splitFailureText(
  code: ErrorCode,
  detail: string | null | undefined,
): { readonly text: string; readonly quoted: string | null } {
  const isQuoted = detail != null && detail !== '' && quoting.has(code)
  return isQuoted
    ? { text: failureText(code, null), quoted: detail }
    : { text: failureText(code, detail), quoted: null }
}

/** What happened and what to do, as one text. */
export function failureText(code: ErrorCode, detail: string | null | undefined): string {
  return `${whatHappened(code, detail)} ${errorText(code).todo}`.trim()
}
