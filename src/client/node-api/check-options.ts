import { OwnerError } from '../owner-error.ts'
import { bufferMinutesRange } from '../../shared/account-defaults.ts'

/** No token lives longer; the owner reads no longer numbers. */
const maxMinValidSec = 999_999_999

/** Minutes as they may be chosen. Throws an `OwnerError`, `invalidInput`. */
export function checkedBufferMinutes(minutes: number): number {
  const { min, max } = bufferMinutesRange
  // programs in JavaScript give anything
  if (typeof minutes === 'number' && minutes >= min && minutes <= max) return minutes
  throw new OwnerError(
    'invalidInput',
    `renewalBufferMinutes must be a number from ${min} to ${max}, and is ${String(minutes)}.`,
  )
}

/** Seconds as the owner takes them. Throws an `OwnerError`, `invalidInput`. */
export function wholeSeconds(minValidSec: number): number {
  if (typeof minValidSec === 'number' && minValidSec >= 0)
    return Math.min(maxMinValidSec, Math.ceil(minValidSec))
  throw new OwnerError(
    'invalidInput',
    `minValidSec must be a number of seconds, 0 or more, and is ${String(minValidSec)}.`,
  )
}
