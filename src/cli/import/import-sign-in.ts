import { OwnerError } from '../../client/owner-error.ts'
import { blankRefreshToken, hasUsableAccessToken, type OAuthEnv } from '../../files/oauth-env-file.ts'
import { cleanText } from '../../shared/clean-text.ts'
import type { AccountStatus } from '../../shared/local-api.ts'
import { noteUnsaved, statusOfAccount } from '../accounts/account-status.ts'
import { localTime } from '../terminal/local-time.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { quoted } from '../terminal/quoted.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'
import type { Target } from './target-account.ts'

/** Removes an account that was added for this import, unless a sign-in can still use its settings. */
async function giveUp({ account, isNew }: Target, error: unknown): Promise<never> {
  const signInHelps = error instanceof OwnerError && error.code === 'refreshTokenRefused'
  if (signInHelps) note(`Sign in instead: jira-token sign-in ${quoted(account.name)}`)
  else if (isNew) {
    await ask('removeAccount', { account: account.id })
    note(`Removed the new account ${account.name}.`)
  }
  throw error
}

/** The access token, unless it has expired: the owner uses it if it can't renew right away. */
function toAccessArgs(env: OAuthEnv) {
  const { accessToken, accessTokenExpiresAtMs } = env
  if (accessToken === null || !hasUsableAccessToken(env)) return {}
  if (accessTokenExpiresAtMs === Infinity) return { accessToken }
  return { accessToken, accessTokenExpiresAt: new Date(accessTokenExpiresAtMs).toISOString() }
}

/** Whether the account has the access token that was imported, because it could not be renewed. */
async function hasImported(id: string, { accessToken }: OAuthEnv): Promise<boolean> {
  if (accessToken === null) return false
  try {
    const token = await ask('token', { account: id })
    return token.accessToken === accessToken
  } catch (error) {
    if (error instanceof OwnerError) return false
    throw error
  }
}

function report(account: AccountStatus, isImported: boolean): void {
  if (account.valid && isImported)
    note(
      `Imported the sign-in for ${account.name}, but it could not be renewed yet. Until it is, the access token that was there is used. To see why: jira-token renew ${quoted(account.name)}`,
    )
  else if (account.valid)
    note(`Imported the sign-in for ${account.name}. The token expires at ${localTime(account.expiresAt)}.`)
  else
    note(
      `Imported the refresh token for ${account.name}, but could not get an access token yet (${account.summary}). To try again: jira-token token ${quoted(account.name)}`,
    )
  if (!account.stored)
    note(
      'Warning: the keychain refused to save it. The sign-in will be lost when the app or background agent ends.',
    )
}

async function offerToBlank(blank: boolean, path: string): Promise<void> {
  const file = cleanText(path, Infinity)
  const risk = `${file} still contains the old refresh token. If a program uses it, you have to sign in again`
  const wanted = blank || (hasTerminal() && (await agrees(`${risk}. Clear JIRA_OAUTH_REFRESH_TOKEN there?`)))
  if (!wanted)
    return note(hasTerminal() ? 'The file was not changed.' : `${risk}. To clear it, pass --blank.`)
  await blankRefreshToken(path)
  note(`Cleared JIRA_OAUTH_REFRESH_TOKEN in ${file}. Nothing else was changed.`)
}

/**
 * Imports an access token without a refresh token. Returns whether there is an access token now; if not, the reason is told.
 * Rejects with an `OwnerError`.
 */
export async function importAccessToken({ account: { id, name } }: Target, env: OAuthEnv): Promise<boolean> {
  const before = await statusOfAccount(id)
  if (before?.hasAccessToken === true) {
    note(`${name} is signed in already, so its own token is used.`)
    return true
  }
  if (!hasUsableAccessToken(env)) {
    note('The access token has expired, and there is no refresh token to renew it with.')
    return false
  }
  try {
    await ask('importTokens', { account: id, ...toAccessArgs(env) })
  } catch (error) {
    if (!(error instanceof OwnerError) || error.code !== 'invalidInput') throw error
    note(error.message)
    return false
  }
  const account = await statusOfAccount(id)
  note(
    `Imported the access token for ${name}. It can’t be renewed, because there is no refresh token, and expires at ${localTime(account?.expiresAt ?? null)} at the latest. Then sign in: jira-token sign-in ${quoted(name)}`,
  )
  noteUnsaved(account)
  return true
}

/** Imports a refresh token, and offers to clear it in the file (null: it is in the environment). Rejects with an `OwnerError` or `AppError`. */
export async function importTokens(
  target: Target,
  refreshToken: string,
  env: OAuthEnv,
  path: string | null,
  blank: boolean,
): Promise<void> {
  const source = path === null ? 'the environment' : cleanText(path, Infinity)
  note(
    `Importing the refresh token from ${source}. The other program must stop using it: a rotating refresh token only works for one program.`,
  )
  const { id } = target.account
  await ask('importTokens', { account: id, refreshToken, ...toAccessArgs(env) }).catch((error: unknown) =>
    giveUp(target, error),
  )
  const account = await statusOfAccount(id)
  if (account === null) return
  report(account, await hasImported(id, env))
  // a token kept only in memory may be lost: then the file has the last copy
  if (account.stored && path !== null) await offerToBlank(blank, path)
}
