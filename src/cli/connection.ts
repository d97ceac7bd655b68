import { askOwner, type ConnectionOptions, type ApiRequest } from '../client/ask-owner.ts'

/** The name that the owner sees. */
const clientName = 'jira-token'

/** How to reach the owner; starts one if none is running. */
export function ownerConnection(client = clientName): ConnectionOptions {
  return { environment: process.env, client, namesAccounts: true, ...starter() }
}

/** Asks the owner, and starts one if none is running. Rejects with an `OwnerError`. */
export function ask<T>(apiRequest: ApiRequest): Promise<T> {
  return askOwner<T>(ownerConnection(), apiRequest)
}

/** Like `ask`, but never starts an owner. Rejects with `ownerMissing` when none is running. */
export function askRunning<T>(apiRequest: ApiRequest): Promise<T> {
  return askOwner<T>({ environment: process.env, client: clientName }, apiRequest)
}

/** No owner is started for a socket that the user named. */
function starter() {
  if ((process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '') return {}
  return {
    start: async () => {
      const { startOwner } = await import('../client/start-owner.ts')
      const { realpathSync } = await import('node:fs')
      await startOwner(process.env, realpathSync(process.argv[1] ?? ''))
    },
  }
}
