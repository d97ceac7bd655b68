import { text } from 'node:stream/consumers'
import { missing, usageError } from '../cli-error.ts'
import { hasTerminal } from './confirm.ts'
import { askSecret } from './ask-secret.ts'

/** Options for the client secret. `--client-secret` exists only to explain why it is not supported. */
export const secretOptions = {
  clientSecretStdin: { help: 'read the client secret from stdin' },
  clientSecret: {
    value: 'SECRET',
    parse: (_secret: string, name: string): never => {
      throw usageError(
        `${name} is not supported: arguments are visible to other programs and saved in shell history. ` +
          'Omit it to be prompted, or use --client-secret-stdin',
      )
    },
  },
}

/** The client secret: all of stdin with `--client-secret-stdin`, otherwise typed in. Rejects with a `CliError`. */
export async function readSecret(fromStdin: boolean, account: string): Promise<string> {
  if (fromStdin && !hasTerminal()) {
    const secret = (await text(process.stdin)).trim()
    if (secret === '') throw usageError('stdin is empty: expected the client secret')
    if (/\s/.test(secret)) throw usageError('stdin contains more than the client secret')
    return secret
  }
  if (!hasTerminal())
    throw missing('client secret', 'not running in a terminal, so use --client-secret-stdin')
  return askSecret(`Client secret for ${account} (not shown): `)
}
