import { OwnerError } from '../owner-error.ts'
import { bufferMinutesRange } from '../../shared/account-defaults.ts'
import { closestWord } from '../../shared/closest-word.ts'
import type { TokenManagerOptions } from './types.ts'

/** The names of all options of a type, as the compiler checks. */
type NamesOf<T> = Readonly<Record<keyof T, true>>

/** The options that say which account to use and how to reach its owner. */
export const tokenManagerOptionNames: NamesOf<TokenManagerOptions> = {
  account: true,
  dataFolder: true,
  socket: true,
  client: true,
  renewalBufferMinutes: true,
}

/**
 * Refuses options that don't exist: a typing error would otherwise silently mean the default, such as another account.
 * Throws an `OwnerError`, `invalidInput`. `taker` is who takes the options.
 */
export function assertKnownOptions<T extends object>(taker: string, options: T, names: NamesOf<T>): void {
  const known = Object.keys(names)
  const all = `Options of ${taker}: ${known.join(', ')}.`
  // JavaScript callers may pass anything
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new OwnerError('invalidInput', `${taker} takes an object with options. ${all}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const closest = closestWord(unknown, known)
  throw new OwnerError(
    'invalidInput',
    `${taker} has no option '${unknown}'. ${closest === null ? all : `Did you mean '${closest}'?`}`,
  )
}

/** Longer than any token's lifetime, and the largest number the owner accepts. */
const maxMinValidSec = 999_999_999

/** Refuses anything but a manager, such as its options. Throws an `OwnerError`, `invalidInput`. */
export function assertManager(taker: string, manager: { readonly ensureValidToken?: unknown }): void {
  if (typeof manager?.ensureValidToken === 'function') return
  throw new OwnerError(
    'invalidInput',
    `${taker} takes a TokenManager: new TokenManager({ account: 'work' }).`,
  )
}

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
