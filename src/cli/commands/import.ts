import { systemErrorText } from '../../files/file-error.ts'
import { findOAuthEnv, readEnvFile, type OAuthEnv } from '../../files/oauth-env-file.ts'
import { cleanText } from '../../shared/clean-text.ts'
import { AppError } from '../../shared/error-codes.ts'
import { errorRow } from '../../shared/error-table.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { failure, missing, usageError } from '../cli-error.ts'
import { defineCommand, type OptionValues } from '../command.ts'
import { filePath } from '../shared-options.ts'
import { importAccessToken, importTokens } from '../import/import-sign-in.ts'
import { keepUpToDate } from '../import/keep-up-to-date.ts'
import { targetAccount } from '../import/target-account.ts'
import { note } from '../terminal/print.ts'
import { quoted } from '../terminal/quoted.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'

const options = {
  name: { value: 'NAME', help: "name of the account (default: the name of the file's folder)" },
  blank: { help: 'clear the refresh token in the file afterwards, without asking' },
  settingsOnly: { help: 'import only the settings, not the tokens' },
  sync: { help: 'keep the file up to date, without asking' },
  noSync: { help: "don't, and don't ask" },
}

type Values = OptionValues<typeof options>

/** Turns errors about the file into messages for people. */
async function withFile<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const file = cleanText(path, Infinity)
    const { code: system } = (error.cause ?? {}) as NodeJS.ErrnoException
    if (system === 'ENOENT' || system === 'ENOTDIR')
      throw failure(`${file} does not exist. Pass the path of the other program's .env file.`)
    const why =
      error.detail ??
      (system === undefined ? errorRow(error.code).what : `it can’t be read: ${systemErrorText(system)}`)
    throw failure(`${file}: ${why}`)
  }
}

async function offerSignIn(id: string, name: string): Promise<void> {
  if (hasTerminal() && (await agrees('Sign in now?')))
    await signIn(await getAccountSettings(id), { surface: null, noOpen: false, yes: false })
  else note(`Next, sign in: jira-token sign-in ${quoted(name)}`)
}

/** `jira-token import`: imports settings and the refresh token from another program's .env file. */
export const command = defineCommand({
  description: `Imports JIRA_OAUTH_CLIENT_ID, _CLIENT_SECRET, _REDIRECT_URI, and _REFRESH_TOKEN from another
program's .env file into the account with that client ID, or into a new account. The refresh token
is used right away, so you don't have to sign in. Afterwards the other program must stop using its
copy: a rotating refresh token only works for one program. If two use it, the server revokes it and
you have to sign in again.

If there is only JIRA_OAUTH_ACCESS_TOKEN, that is used until the server refuses it or it expires, after
an hour at the latest. It can't be renewed, so sign in by then.

Without FILE, the variables come from the environment, or else from .env in the current folder.

Afterwards, jira-token can keep the file up to date (see jira-token sync): JIRA_OAUTH_ACCESS_TOKEN in it
is then always valid, and a program that reads it keeps working unchanged. On a terminal you are asked.`,
  arguments: { path: { ...filePath, value: 'FILE.env' } },
  options,
  exclusive: [
    ['blank', 'settingsOnly'],
    ['sync', 'noSync'],
  ],
  examples: ['jira-token import ~/dashboard/.env --blank --sync', 'jira-token import .env --settings-only'],
  run: ({ path, ...values }) => (path === null ? importFound(values) : importFile(path, values)),
})

async function importFile(path: string, values: Values): Promise<void> {
  return importFrom(path, await withFile(path, readEnvFile(path)), values)
}

async function importFound(values: Values): Promise<void> {
  const found = await findOAuthEnv(process.env)
  if (found === null)
    throw missing(
      'FILE',
      'there are no JIRA_OAUTH_… variables in the environment, nor in .env in this folder',
    )
  const fileOption = (['blank', 'sync'] as const).find((option) => values[option])
  if (found.path === null && fileOption !== undefined)
    throw usageError(`--${fileOption} needs a file, but the variables are in the environment`)
  return importFrom(found.path, found.env, values)
}

async function importFrom(path: string | null, env: OAuthEnv, values: Values): Promise<void> {
  const target = await targetAccount(path, env, values.name)
  const { id, name } = target.account
  if (values.settingsOnly) await offerSignIn(id, name)
  else if (env.refreshToken !== null)
    await withFile(path ?? '', importTokens(target, env.refreshToken, env, path, values.blank))
  else if (env.accessToken === null || !(await importAccessToken(target, env))) await offerSignIn(id, name)
  if (path !== null && !values.noSync) await keepUpToDate(id, path, env, values.sync)
}
