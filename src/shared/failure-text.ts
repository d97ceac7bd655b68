import { isolated } from './clean-text.ts'
import { errorRow, type ErrorCode } from './error-table.ts'

/** What happened, with the detail where it adds something, such as the provider's own words. */
export function whatHappened(code: ErrorCode, detail: string | null | undefined): string {
  const { what, detail: use } = errorRow(code)
  if (detail == null || detail === '') return what
  if (use === 'quoted') return `${what} The server’s answer: ${isolated(detail.replace(/[.]$/, ''))}.`
  return use === 'added' ? what.replace(/[.]$/, ` (${detail}).`) : what
}

/** As `failureText`, with the provider's own words apart; null if there are none. For where they can be folded away. */
export function splitFailureText(
  code: ErrorCode,
  detail: string | null | undefined,
): { readonly text: string; readonly quoted: string | null } {
  const isQuoted = detail != null && detail !== '' && errorRow(code).detail === 'quoted'
  return isQuoted
    ? { text: failureText(code, null), quoted: detail }
    : { text: failureText(code, detail), quoted: null }
}

/** What happened and what to do, as one text. */
export function failureText(code: ErrorCode, detail: string | null | undefined): string {
  return `${whatHappened(code, detail)} ${errorRow(code).todo}`.trim()
}
