import { isDefaultName, toNameKey } from '../../shared/account-name.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { AccountRecord } from '../ports.ts'

const invalid = (text: string) => new AppError('invalidInput', text, { field: 'name' })

/**
 * Throws `invalidInput` for a name that people or programs could not tell from another account's name or id, or could
 * not ask for. An account may keep the name that it has.
 *
 * @param id null for a new account
 */
export function assertNameIsUsable(
  name: string,
  id: string | null,
  accounts: readonly Pick<AccountRecord, 'id' | 'name'>[],
): void {
  if (accounts.some((account) => account.id === id && account.name === name)) return
  const key = toNameKey(name)
  if (/\p{Cs}/u.test(name)) throw invalid('The name contains half of a character. Enter it again.')
  if (key === '') throw invalid('The name needs a visible character.')
  // in a URL, these are folders
  if (key === '.' || key === '..') throw invalid('Programs can’t ask for an account with this name.')
  if (isDefaultName(name)) throw invalid('The name “default” stands for the default account.')
  const others = accounts.filter((account) => account.id !== id)
  if (others.some((other) => toNameKey(other.name) === key)) throw invalid('Another account has this name.')
  if (others.some((other) => toNameKey(other.id) === key))
    throw invalid('Another account has this name as its id.')
}
