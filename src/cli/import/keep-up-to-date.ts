import { resolve } from 'node:path'
import { OwnerError } from '../../client/owner-error.ts'
import type { OAuthEnv } from '../../files/oauth-env-file.ts'
import { cleanText } from '../../shared/clean-text.ts'
import { defaultEnvNames } from '../../shared/env-names.ts'
import type { AccountStatus } from '../../shared/local-api.ts'
import { statusOfAccount } from '../accounts/account-status.ts'
import { offerAgent } from '../agent-service/offer-agent.ts'
import {
  addSyncedFile,
  findSyncedFile,
  noteRisks,
  waitForToken,
  type SyncedFile,
} from '../sync/synced-file.ts'
import { agreesByDefault, hasTerminal } from '../terminal/confirm.ts'
import { note } from '../terminal/print.ts'
import { quoted } from '../terminal/quoted.ts'

/** Whether the token is in the file now; if not, the reason is told. */
async function hasToken(account: AccountStatus, file: SyncedFile): Promise<boolean> {
  try {
    await waitForToken(account, file)
    return true
  } catch (error) {
    // the import itself is done, and the file gets its token later
    if (!(error instanceof OwnerError)) throw error
    note(error.message)
    return false
  }
}

/**
 * Ends an import: syncs the file, so that the program that reads it works unchanged, if the user wants that. Rejects with an
 * `OwnerError` or `CliError`.
 */
export async function keepUpToDate(id: string, path: string, env: OAuthEnv, sync: boolean): Promise<void> {
  const account = await statusOfAccount(id)
  if (account === null) return
  const file = cleanText(path, Infinity)
  const full = resolve(path)
  if (findSyncedFile(account, full, 'env') !== null) return note(`${file} is already kept up to date.`)
  if (!sync) {
    if (!hasTerminal())
      return note(
        `Programs that read ${file} need a new access token in it every hour. To keep it up to date, pass --sync.`,
      )
    // without a sign-in there is nothing to write yet
    if (!account.hasAccessToken) return
    if (!(await agreesByDefault(`Keep ${file} up to date, so that programs that read it go on working?`)))
      return note(`To do so later: jira-token sync add ${quoted(account.name)} --env ${quoted(path)}`)
  }
  const names = { ...defaultEnvNames, expiresAt: env.expiryName }
  const added = await addSyncedFile(account, { path: full, kind: 'env', names })
  noteRisks(added)
  if (await hasToken(account, added))
    note(
      `${file} has a valid access token now, and gets every new one. Programs that read it can stay as they are.`,
    )
  await offerAgent()
}
