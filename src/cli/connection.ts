import { askOwner, type OwnerWay, type Question } from '../client/ask-owner.ts'

/** What `jira-token` calls itself towards the owner. */
export const clientName = 'jira-token'

/** The way to the owner; one is started when there is none. */
export function ownerWay(client = clientName): OwnerWay {
  return { environment: process.env, client, namesAccounts: true, ...starter() }
}

/** What the owner answers; one is started when there is none. Rejects with an `OwnerError`. */
export function ask<T>(question: Question): Promise<T> {
  return askOwner<T>(ownerWay(), question)
}

/** As `ask`, but only of an owner that is there. Rejects with `ownerMissing` when none is. */
export function askRunning<T>(question: Question): Promise<T> {
  return askOwner<T>({ environment: process.env, client: clientName }, question)
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
