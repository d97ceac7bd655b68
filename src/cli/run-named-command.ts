import { findTimeLocale, setTimeLocale } from '../shared/time-text.ts'
import { listOr, missing, unknownCommand, unknownOption, usageError, type CliError } from './cli-error.ts'
import { commands, findCommand, firstWords, resolveAlias, splitCommand } from './commands.ts'
import { helpOfParts, helpOverview } from './help.ts'
import { print } from './terminal/print.ts'
import { asksForHelp, runCommand } from './run-command.ts'
import { version } from './version.ts'

/** `jira-token help COMMAND`, same as `jira-token COMMAND --help`. */
async function helpFor(words: readonly string[]): Promise<void> {
  const [first = ''] = words
  if (asksForHelp(first)) return helpOverview()
  return runNamedCommand([...words.filter((word) => !asksForHelp(word)), '--help'])
}

/** `mcp instal`: `mcp` takes no arguments of its own, so the second word was meant to be one of its commands. */
const isMistypedPart = (part: string, parts: readonly string[]) =>
  parts.length > 0 && part !== '' && !part.startsWith('-')

/** What is wrong with words that name no command. */
function commandError(name: string, part: string, parts: readonly string[]): CliError {
  if (name === '') return missing('COMMAND')
  if (name.startsWith('-')) return unknownOption(name, ['version'])
  if (parts.length === 0) return unknownCommand(name, firstWords())
  if (part === '' || part.startsWith('-')) return missing(`COMMAND after '${name}'`, listOr(parts))
  return unknownCommand(part, parts, name)
}

/** Runs the command that the first words name. Rejects as `runCommand`, and with `CliError` for unknown words. */
export async function runNamedCommand(typed: readonly string[]): Promise<void> {
  setTimeLocale(findTimeLocale(process.env, process.platform))
  const words = resolveAlias(typed)
  const [name = '', part = ''] = words
  if (name === '--version') return print(version)
  if (name === 'help' && part !== '') return helpFor(words.slice(1))
  if (asksForHelp(name) || name === 'help') return helpOverview()
  const parts = splitCommand(name)
  if (asksForHelp(part) && parts.length > 0 && !Object.hasOwn(commands, name)) return helpOfParts(name)
  const found = await findCommand(words)
  if (found !== null && !(found.name === name && isMistypedPart(part, parts)))
    return runCommand(found.name, found.command, found.rest)
  const help = parts.length === 0 ? 'jira-token --help' : `jira-token ${name} --help`
  throw usageError(`${commandError(name, part, parts).message}\nTry: ${help}`)
}
