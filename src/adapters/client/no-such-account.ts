import { OwnerError } from './owner-error.ts'

/** The error where no account is called so: it names those that there are. */
export function noSuchAccount(wanted: string, names: readonly string[]): OwnerError {
  const message =
    names.length === 0
      ? 'There is no account yet. Add one: jira-token accounts add NAME --client-id ID'
      : `There is no account ${wanted}. There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`
  return new OwnerError('accountNotFound', message)
}
