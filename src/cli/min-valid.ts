import { usageError, type Given } from './command.ts'

/** The seconds of `--min-valid`; null without it. Throws `CliError`, `usage`. */
export function parseMinValidSec(given: Given): number | null {
  const text = given.value('min-valid')
  if (text === null) return null
  if (!/^\d{1,9}$/.test(text)) throw usageError('--min-valid must be a number of seconds')
  return Number(text)
}
