import { usageError } from './cli-error.ts'

/** The account, as an argument. */
export const accountArgument = { value: 'ACCOUNT', complete: 'accounts' } as const

/** The account, as an option. */
export const accountOption = {
  ...accountArgument,
  help: 'the account (default: the default account)',
} as const

export const jsonOption = { help: 'output JSON' }

export const yesOption = { help: "don't ask for confirmation; required in scripts" }

/** A number of seconds. */
export const minValidOption = {
  value: 'SECONDS',
  help: 'renew first if the token expires sooner (default: 60 s, or half its lifetime if shorter)',
  parse: (text: string, name: string): number => {
    if (!/^\d{1,9}$/.test(text)) throw usageError(`${name} must be a number of seconds`)
    return Number(text)
  },
}

/** The path of a file, as an argument or the value of an option. */
export const filePath = {
  value: 'FILE',
  complete: 'files',
  parse: (text: string, name: string): string => {
    if (text === '') throw usageError(`${name} is empty. Is a variable unset?`)
    return text
  },
} as const
