import { cleanText } from '../../shared/clean-text.ts'
import type { ApiErrorCode } from '../../shared/error-table.ts'

const maxLength = 2000

/** Why a request to Jira was not made, or not answered. For people: cleaned, and without secrets. */
export class JiraError extends Error {
  override readonly name = 'JiraError'
  readonly code: ApiErrorCode

  constructor(code: ApiErrorCode, message: string) {
    super(cleanText(message, maxLength))
    this.code = code
  }
}
