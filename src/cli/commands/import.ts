import { systemErrorText } from '../../files/file-error.ts'
import { readEnvFile, type OAuthEnv } from '../../files/oauth-env-file.ts'
import { cleanText } from '../../shared/clean-text.ts'
import { AppError } from '../../shared/error-codes.ts'
import { errorText } from '../../shared/error-texts.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { failure, chooseOne, usageError, type Command, type Given } from '../command.ts'
import { importTokens } from '../import/import-sign-in.ts'
import { targetAccount } from '../import/target-account.ts'
import { note } from '../terminal/print.ts'
import { quoted } from '../terminal/quoted.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'

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
      (system === undefined ? errorText(error.code).what : `it can’t be read: ${systemErrorText(system)}`)
    throw failure(`${file}: ${why}`)
  }
}

async function offerSignIn(id: string, name: string, env: OAuthEnv): Promise<void> {
  if (env.accessToken !== null)
    note('The file contains only an access token, which can’t be renewed, so you need to sign in.')
  if (hasTerminal() && (await agrees('Sign in now?')))
    await signIn(await getAccountSettings(id), { surface: null, noOpen: false, yes: false })
  else note(`Next, sign in: jira-token sign-in ${quoted(name)}`)
}

/** `jira-token import`: imports settings and the refresh token from another program's .env file. */
export const importCommand: Command = {
  usage: 'import FILE.env [--name NAME] [--blank | --settings-only]',
  help: `Imports JIRA_OAUTH_CLIENT_ID, _CLIENT_SECRET, _REDIRECT_URI, and _REFRESH_TOKEN from another
program's .env file into the account with that client ID, or into a new account. The refresh token
is used right away, so you don't have to sign in. Afterwards the other program must stop using its
copy: a rotating refresh token only works for one program. If two use it, the server revokes it and
you have to sign in again.

  --name NAME      name of the account (default: the name of the file's folder)
  --blank          clear the refresh token in the file afterwards, without asking
  --settings-only  import only the settings, not the refresh token

Example:
  jira-token import ~/dashboard/.env --blank`,
  options: { name: { type: 'string' }, blank: { type: 'boolean' }, 'settings-only': { type: 'boolean' } },
  words: [1, 1],
  run: (given) => {
    if (given.has('blank') && given.has('settings-only')) throw chooseOne('--blank', '--settings-only')
    const [path = ''] = given.positionals
    if (path === '') throw usageError('the path of the file is empty. Is a variable unset?')
    return importFile(path, given)
  },
}

async function importFile(path: string, given: Given): Promise<void> {
  const env = await withFile(path, readEnvFile(path))
  const target = await targetAccount(path, env, given)
  const { id, name } = target.account
  if (env.refreshToken === null || given.has('settings-only')) await offerSignIn(id, name, env)
  else await withFile(path, importTokens(target, env.refreshToken, path, given))
}
