import { basename, dirname, resolve } from 'node:path'
import type { OAuthEnv } from '../../files/oauth-env-file.ts'
import { findByIdOrName } from '../../shared/account-name.ts'
import type { AccountSettings } from '../../shared/local-api.ts'
import { allAccounts } from '../accounts/find-account.ts'
import { checkSettings } from '../accounts/account-options.ts'
import { failure, missing } from '../cli-error.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { hasTerminal } from '../terminal/confirm.ts'
import { askSecret } from '../terminal/ask-secret.ts'

/** The account to import a file's sign-in into. */
export interface Target {
  readonly account: Pick<AccountSettings, 'id' | 'name'>
  readonly isNew: boolean
}

/** A new account is named after the file's folder. */
function nameFor(path: string | null, requested: string | null): string {
  return requested ?? (path === null ? 'jira' : basename(dirname(resolve(path))) || 'jira')
}

/** The existing account with this client ID or the requested name; null when there is none. Throws `CliError`. */
export function matchingAccount(
  accounts: readonly AccountSettings[],
  clientId: string | null,
  requested: string | null,
): AccountSettings | null {
  const byName = requested === null ? undefined : findByIdOrName(accounts, requested)
  if (byName !== undefined) {
    if (clientId === null || byName.clientId === clientId) return byName
    throw failure(`${byName.name} has a different client ID than the file. Choose another --name.`)
  }
  const twins =
    clientId === null || requested !== null ? [] : accounts.filter((one) => one.clientId === clientId)
  if (twins.length > 1)
    throw failure(
      `Several accounts use this client ID: ${twins.map(({ name }) => name).join(', ')}. Choose one with --name.`,
    )
  return twins[0] ?? null
}

async function secretFor(env: OAuthEnv, name: string): Promise<string> {
  if (env.clientSecret !== null) return env.clientSecret
  if (!hasTerminal())
    throw missing('JIRA_OAUTH_CLIENT_SECRET', 'not running in a terminal, so it can’t be entered')
  return askSecret(`Client secret for ${name} (not shown): `)
}

async function created(path: string | null, env: OAuthEnv, requested: string | null): Promise<Target> {
  if (env.clientId === null)
    throw failure(
      'There is no JIRA_OAUTH_CLIENT_ID, and without one you could not sign in to a new account. Add it there, or choose an existing account with --name.',
    )
  const name = nameFor(path, requested)
  const redirectUri = env.redirectUri === null ? {} : { redirectUri: env.redirectUri }
  const settings = { name, clientId: env.clientId, ...redirectUri }
  checkSettings(settings, {
    name: '--name',
    clientId: 'JIRA_OAUTH_CLIENT_ID',
    redirectUri: 'JIRA_OAUTH_REDIRECT_URI',
  })
  const clientSecret = await secretFor(env, name)
  const { account } = await ask('addAccount', { ...settings, clientSecret })
  note(`Added ${account.name}.`)
  return { account, isNew: true }
}

/** Finds the account for the settings of a file, or of the environment (null), or adds it. Rejects with a `CliError` or `OwnerError`. */
export async function targetAccount(
  path: string | null,
  env: OAuthEnv,
  name: string | null,
): Promise<Target> {
  const found = matchingAccount(await allAccounts(), env.clientId, name)
  if (found === null) return created(path, env, name)
  note(`Importing into the existing account ${found.name}. Its settings are not changed.`)
  if (!found.hasClientSecret && env.clientSecret !== null)
    await ask('changeAccount', { account: found.id, clientSecret: env.clientSecret })
  return { account: found, isNew: false }
}
