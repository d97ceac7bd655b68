import { usageError, type Given } from './command.ts'

/** The seconds after `--min-valid`; null: not given. Throws `CliError`, `usage`. */
export function parseMinValidSec(given: Given): number | null {
  const text = given.value('min-valid')
  if (text === null) return null
  if (!/^\d{1,9}$/.test(text)) throw usageError('--min-valid needs a number of seconds')
  return Number(text)
}
