import { toErrorCode, type ErrorCode } from './error-codes.ts'
import { errorText } from './error-texts.ts'
import type { Finding } from './local-api.ts'

/** What a check is about. */
export interface Subject {
  readonly name: string
  /** The name of the account; null: it is about all of them. */
  readonly account: string | null
}

/** Nothing is wrong. */
export function ok(subject: Subject, finding: string): Finding {
  return { ...subject, verdict: 'ok', finding, remedy: '' }
}

/** It works, but not as it could. */
export function warning(subject: Subject, finding: string, remedy: string): Finding {
  return { ...subject, verdict: 'warning', finding, remedy }
}

/** It does not work. */
export function failed(subject: Subject, finding: string, remedy: string): Finding {
  return { ...subject, verdict: 'failed', finding, remedy }
}

/** It does not work, for a reason of the table. */
export function failedBecause(subject: Subject, code: ErrorCode): Finding {
  const { what, todo } = errorText(code)
  return failed(subject, what, todo)
}

/** Makes a check whose failure is a finding as well; `late` is the one when it takes too long. Never rejects. */
export async function checked(
  late: Finding,
  timeoutMs: number,
  check: () => Promise<Finding>,
): Promise<Finding> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(late), timeoutMs)
  })
  const { name, account } = late
  try {
    return await Promise.race([
      check().catch((error: unknown) => failedBecause({ name, account }, toErrorCode(error))),
      tooLong,
    ])
  } finally {
    clearTimeout(timer)
  }
}
