/**
 * What people see of a name, to compare names: without case, invisible characters, and the other ways in which Unicode
 * writes the same text. Empty if nothing of it is visible. Source: Unicode Standard Annex 15 (NFKC), and
 * Default_Ignorable_Code_Point in Annex 44.
 */
export function toNameKey(name: string): string {
  const visible = name
    .normalize('NFKC')
    .replaceAll(/[\p{Default_Ignorable_Code_Point}\p{C}]+/gu, '')
    // the blank braille pattern counts as a symbol
    .replaceAll(/[\p{Z}\u2800]+/gu, ' ')
    .trim()
  // both, because ß and ſ have no other case on their own
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(visible) ? visible.toUpperCase().toLowerCase().normalize('NFKC') : ''
}

/** Whether a name stands for the default account, whatever that is called. No account may have such a name. */
export const isDefaultName = (name: string) => toNameKey(name) === 'default'

/** The account with this id, or else with this name, however it is written; undefined if there is none. */
export function findByIdOrName<T extends { readonly id: string; readonly name: string }>(
  accounts: readonly T[],
  idOrName: string,
): T | undefined {
  const key = toNameKey(idOrName)
  return (
    accounts.find(({ id }) => id === idOrName) ??
    accounts.find(({ name }) => name === idOrName) ??
    accounts.find(({ name }) => key !== '' && toNameKey(name) === key)
  )
}

/** The account that a program or user means: like `findByIdOrName`, and the default account for null or `default`. */
export function findAccount<T extends { readonly id: string; readonly name: string }>(
  accounts: readonly T[],
  wanted: string | null,
  isDefault: (account: T) => boolean,
): T | undefined {
  const named = wanted === null ? undefined : findByIdOrName(accounts, wanted)
  return named ?? (wanted === null || isDefaultName(wanted) ? accounts.find(isDefault) : undefined)
}
