import { CliError } from './cli-error.ts'
import { exitCodes } from './exit-codes.ts'

/** The arguments of one command, in order: at most one account, options with and without a value. */
export interface Arguments {
  readonly account: string | null
  has(flag: string): boolean
  value(option: string): string | null
}

interface Accepted {
  /** Whether an account may be named. */
  readonly account: boolean
  readonly flags: readonly string[]
  readonly options: readonly string[]
}

const usage = (message: string) => new CliError(exitCodes.usage, `${message}\nTry: jira-token --help`)

/** Reads arguments; after `--` nothing is an option. Throws `CliError`, `usage`. */
export function parseArguments(words: readonly string[], accepted: Accepted): Arguments {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const others: string[] = []
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? ''
    if (word === '--') {
      others.push(...words.slice(i + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      others.push(word)
      continue
    }
    const [name = '', ...rest] = word.split('=')
    if (accepted.flags.includes(word)) flags.add(word)
    else if (!accepted.options.includes(name)) throw usage(`unknown option ${name}`)
    else if (rest.length > 0) values.set(name, rest.join('='))
    else {
      const value = words[(i += 1)]
      if (value === undefined) throw usage(`${name} needs a value`)
      values.set(name, value)
    }
  }
  const [account = null, extra = accepted.account ? undefined : account] = others
  if (extra !== undefined && extra !== null) throw usage(`unexpected argument ${extra}`)
  return { account, has: (flag) => flags.has(flag), value: (option) => values.get(option) ?? null }
}
