import { OwnerError } from '../owner-error.ts'
import { bufferMinutesRange } from '../../shared/account-defaults.ts'

/** Longer than any token's lifetime, and the largest number the owner accepts. */
const maxMinValidSec = 999_999_999

/** Checks the minutes. Throws an `OwnerError`, `invalidInput`. */
export function checkedBufferMinutes(minutes: number): number {
  const { min, max } = bufferMinutesRange
  // JavaScript callers may pass anything
  if (typeof minutes === 'number' && minutes >= min && minutes <= max) return minutes
  throw new OwnerError(
    'invalidInput',
    `renewalBufferMinutes must be a number from ${min} to ${max}, not ${String(minutes)}.`,
  )
}

/** Rounds up to whole seconds. Throws an `OwnerError`, `invalidInput`. */
export function wholeSeconds(minValidSec: number): number {
  if (typeof minValidSec === 'number' && minValidSec >= 0)
    return Math.min(maxMinValidSec, Math.ceil(minValidSec))
  throw new OwnerError(
    'invalidInput',
    `minValidSec must be a number of seconds, 0 or more, not ${String(minValidSec)}.`,
  )
}
