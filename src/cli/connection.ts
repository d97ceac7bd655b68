import { askOwner, type Ask, type ConnectionOptions } from '../client/ask-owner.ts'
import { OwnerError } from '../client/owner-error.ts'
import { isDebugging } from '../ownership/is-debugging.ts'
import type { Status } from '../shared/local-api.ts'
import { note } from './terminal/print.ts'

/** Writes what `jira-token` does to stderr; undefined unless the user wants it. */
function toDebug(): ((text: string) => void) | undefined {
  return isDebugging(process.env) ? (text) => note(`jira-token: debug: ${text}`) : undefined
}

/** The name that the owner sees. */
const clientName = 'jira-token'

/** How to reach the owner; starts one if none is running. */
export function ownerConnection(client = clientName): ConnectionOptions {
  return { environment: process.env, client, namesAccounts: true, debug: toDebug(), ...starter() }
}

/** How to reach the owner that is running. */
export function runningConnection(environment = process.env): ConnectionOptions {
  return { environment, client: clientName, debug: toDebug() }
}

/** What the user calls the fields of requests. */
const fieldNames: Readonly<Record<string, string>> = {
  clientSecret: 'the client secret',
  refreshToken: 'the refresh token',
  redirectedTo: 'the URL',
  trustIssuer: '--trust-issuer',
  path: 'the path of the file',
  'names.accessToken': '--name',
  'names.expiresAt': '--expiry-name',
  'names.cloudId': '--cloud-id-name',
}

/** The owner's error in the user's words: `--name is not valid: …`. */
export function inUsersWords(error: unknown): unknown {
  if (!(error instanceof OwnerError) || error.code !== 'badRequest') return error
  const [field = '', ...rest] = error.message.split(' is not valid: ')
  return new OwnerError(error.code, [fieldNames[field] ?? field, ...rest].join(' is not valid: '))
}

/** Asks the owner, and starts one if none is running. Rejects with an `OwnerError`. */
export const ask: Ask = async (route, ...asking) => {
  try {
    return await askOwner(ownerConnection(), route, ...asking)
  } catch (error) {
    throw inUsersWords(error)
  }
}

/** Like `ask`, but never starts an owner. Rejects with `ownerMissing` when none is running. */
export const askRunning: Ask = (route, ...asking) => askOwner(runningConnection(), route, ...asking)

/** Who owns the data folder; null: nobody. Rejects with an `OwnerError`. */
export async function findOwner(): Promise<Status['owner'] | null> {
  try {
    return (await askRunning('status')).owner
  } catch (error) {
    if (error instanceof OwnerError && error.code === 'ownerMissing') return null
    throw error
  }
}

/** No owner is started for a socket that the user named. */
function starter() {
  if ((process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '') return {}
  return {
    start: async () => {
      const { startOwner } = await import('../client/start-owner.ts')
      const { ownCommand } = await import('../ownership/own-command.ts')
      await startOwner(process.env, ownCommand())
    },
  }
}
