import { CliError } from './cli-error.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { help } from './help.ts'
import { print } from './print.ts'
import { renew } from './renew.ts'
import { status } from './status.ts'
import { token } from './token.ts'

/** The version in package.json, put in by the build. */
declare const JIRA_TOKEN_VERSION: string

async function run([command = '', ...words]: readonly string[]): Promise<void> {
  const options = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  if (command === '--help' || command === '-h' || command === 'help' || options.includes('--help'))
    return help()
  switch (command) {
    case 'token':
      return token(words)
    case 'status':
      return status(words)
    case 'renew':
      return renew(words)
    case '--version':
      return print(JIRA_TOKEN_VERSION)
    default: {
      const problem = command === '' ? 'a command is missing' : `unknown command ${command}`
      throw new CliError(exitCodes.usage, `${problem}\nTry: jira-token --help`)
    }
  }
}

function fail(message: string, exitCode: ExitCode): void {
  process.stderr.write(`jira-token: ${message}\n`)
  process.exitCode = exitCode
}

run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CliError) fail(error.message, error.exitCode)
  else fail(error instanceof Error ? error.message : String(error), exitCodes.failed)
})
