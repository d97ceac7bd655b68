import { askOwner, type ConnectionOptions, type ApiRequest } from '../client/ask-owner.ts'

/** What `jira-token` calls itself towards the owner. */
const clientName = 'jira-token'

/** The way to the owner; one is started when there is none. */
export function ownerConnection(client = clientName): ConnectionOptions {
  return { environment: process.env, client, namesAccounts: true, ...starter() }
}

/** What the owner answers; one is started when there is none. Rejects with an `OwnerError`. */
export function ask<T>(apiRequest: ApiRequest): Promise<T> {
  return askOwner<T>(ownerConnection(), apiRequest)
}

/** As `ask`, but only of an owner that is there. Rejects with `ownerMissing` when none is. */
export function askRunning<T>(apiRequest: ApiRequest): Promise<T> {
  return askOwner<T>({ environment: process.env, client: clientName }, apiRequest)
}

/** A socket that the user names is never made by us. */
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
