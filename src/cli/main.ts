import { noAccountsText, OwnerError } from '../client/owner-error.ts'
import { CliError } from './cli-error.ts'
import { tokenCommand } from './commands/token.ts'
import { exitCodeFor, exitCodes, type ExitCode } from './exit-codes.ts'
import { exitOnInterrupt } from './terminal/on-interrupt.ts'
import { note } from './terminal/print.ts'
import { runCommand } from './run-command.ts'

/** `token` is bundled into this file, so that nothing else has to be loaded for it. */
async function run(words: readonly string[]): Promise<void> {
  if (words[0] === 'token') await runCommand(tokenCommand, words.slice(1))
  else if (words[0] === 'help' && words[1] === 'token') await runCommand(tokenCommand, ['--help'])
  else if (words[0] === '__complete')
    await (await import('./completion/print-completions.ts')).printCompletions(words.slice(1), tokenCommand)
  else await (await import('./run-named-command.ts')).runNamedCommand(words)
}

function fail(message: string, exitCode: ExitCode): void {
  note(`jira-token: ${message}`)
  process.exitCode = exitCode
}

/** Without an account, says what is there to import. */
async function failWithHint(error: OwnerError): Promise<void> {
  fail(`${error.message} (${error.code})`, exitCodeFor(error.code))
  if (error.code !== 'accountNotFound' || !error.message.startsWith(noAccountsText)) return
  const hint = await (await import('./import/add-hint.ts')).importHint()
  if (hint !== null) note(hint)
}

exitOnInterrupt()
run(process.argv.slice(2)).catch(async (error: unknown) => {
  if (error instanceof CliError) fail(error.message, error.exitCode)
  else if (error instanceof OwnerError) await failWithHint(error)
  else fail(error instanceof Error ? error.message : String(error), exitCodes.failed)
})
