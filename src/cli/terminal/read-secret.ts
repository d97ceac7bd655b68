import { text } from 'node:stream/consumers'
import { usageError, type Given, type Options } from '../command.ts'
import { hasTerminal } from './confirm.ts'
import { askSecret } from './ask-secret.ts'

/** Options about the client secret. `--client-secret` is there to be refused with a reason. */
export const secretOptions = {
  'client-secret-stdin': { type: 'boolean' },
  'client-secret': { type: 'string' },
} as const satisfies Options

/** Refuses a secret among the arguments. Throws `CliError`, `usage`. */
export function refuseSecretArgument(given: Given): void {
  if (given.value('client-secret') !== null)
    throw usageError(
      'there is no --client-secret, because every program on this computer can read arguments, and the shell keeps them. ' +
        'Leave it out to be asked for the secret, or send it to stdin with --client-secret-stdin',
    )
}

/** The client secret: all of stdin with `--client-secret-stdin`, else what is typed in. Rejects with a `CliError`. */
export async function readSecret(given: Given, account: string): Promise<string> {
  refuseSecretArgument(given)
  if (given.has('client-secret-stdin') && !hasTerminal()) {
    const secret = (await text(process.stdin)).trim()
    if (secret === '') throw usageError('stdin has no client secret in it')
    if (/\s/.test(secret)) throw usageError('stdin has more than a client secret in it')
    return secret
  }
  if (!hasTerminal())
    throw usageError(
      'the client secret is missing, and nobody can be asked for it: use --client-secret-stdin',
    )
  return askSecret(`Client secret of ${account} (not shown): `)
}
