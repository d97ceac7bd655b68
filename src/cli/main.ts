import { noAccountsText, OwnerError } from '../client/owner-error.ts'
import { getDataFolder } from '../ownership/data-folder.ts'
import { exitCodes, type ExitCode } from '../shared/exit-codes.ts'
import { isDebugging } from '../ownership/is-debugging.ts'
import { CliError } from './cli-error.ts'
import { command as tokenCommand } from './commands/token.ts'
import { exitOnInterrupt } from './terminal/on-interrupt.ts'
import { note } from './terminal/print.ts'
import { runCommand } from './run-command.ts'
import { version } from './version.ts'

/** `token` is bundled into this file, so that nothing else has to be loaded for it. */
async function run(words: readonly string[]): Promise<void> {
  // nothing may be written between the lines of a shell that completes
  if (words[0] === '__complete') delete process.env['JIRA_TOKEN_DEBUG']
  if (isDebugging(process.env))
    note(
      `jira-token: debug: version ${version} on Node ${process.versions.node}, data folder ${getDataFolder(process.env)}`,
    )
  if (words[0] === 'token') await runCommand('token', tokenCommand, words.slice(1))
  else if (words[0] === 'help' && words[1] === 'token') await runCommand('token', tokenCommand, ['--help'])
  else if (words[0] === '__complete')
    await (await import('./completion/print-completions.ts')).printCompletions(words.slice(1), tokenCommand)
  else await (await import('./run-named-command.ts')).runNamedCommand(words)
}

/** The words without `--verbose`, which every command takes. What follows `--` belongs to another program. */
function withoutVerbose(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--')
  const isVerbose = (word: string, at: number) => word === '--verbose' && (end === -1 || at < end)
  if (words[0] === '__complete' || !words.some(isVerbose)) return words
  // an agent that is started for this command logs more too
  process.env['JIRA_TOKEN_DEBUG'] = '1'
  return words.filter((word, at) => !isVerbose(word, at))
}

function fail(message: string, exitCode: ExitCode): void {
  note(`jira-token: ${message}`)
  process.exitCode = exitCode
}

/** Without an account, says what is there to import. */
async function failWithHint(error: OwnerError): Promise<void> {
  // only failures need the table of errors
  const { exitCodeFor } = await import('./exit-code-for.ts')
  fail(`${error.message} (${error.code})`, exitCodeFor(error.code))
  if (error.code !== 'accountNotFound' || !error.message.startsWith(noAccountsText)) return
  const hint = await (await import('./import/add-hint.ts')).importHint()
  if (hint !== null) note(hint)
}

exitOnInterrupt()
run(withoutVerbose(process.argv.slice(2))).catch(async (error: unknown) => {
  if (error instanceof CliError) fail(error.message, error.exitCode)
  else if (error instanceof OwnerError) await failWithHint(error)
  else fail(error instanceof Error ? error.message : String(error), exitCodes.failed)
})
