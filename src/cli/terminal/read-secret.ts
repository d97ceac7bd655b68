import { text } from 'node:stream/consumers'
import { missing, usageError, type Given, type Options } from '../command.ts'
import { hasTerminal } from './confirm.ts'
import { askSecret } from './ask-secret.ts'

/** Options for the client secret. `--client-secret` exists only to explain why it is not supported. */
export const secretOptions = {
  'client-secret-stdin': { type: 'boolean' },
  'client-secret': { type: 'string' },
} as const satisfies Options

/** Refuses a secret in the arguments. Throws `CliError`, `usage`. */
export function refuseSecretArgument(given: Given): void {
  if (given.value('client-secret') !== null)
    throw usageError(
      '--client-secret is not supported: arguments are visible to other programs and saved in shell history. ' +
        'Omit it to be prompted, or use --client-secret-stdin',
    )
}

/** The client secret: all of stdin with `--client-secret-stdin`, otherwise typed in. Rejects with a `CliError`. */
export async function readSecret(given: Given, account: string): Promise<string> {
  refuseSecretArgument(given)
  if (given.has('client-secret-stdin') && !hasTerminal()) {
    const secret = (await text(process.stdin)).trim()
    if (secret === '') throw usageError('stdin is empty: expected the client secret')
    if (/\s/.test(secret)) throw usageError('stdin contains more than the client secret')
    return secret
  }
  if (!hasTerminal())
    throw missing('client secret', 'not running in a terminal, so use --client-secret-stdin')
  return askSecret(`Client secret for ${account} (not shown): `)
}
