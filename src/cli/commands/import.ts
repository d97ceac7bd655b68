import { readEnvFile, type OAuthEnv } from '../../files/oauth-env-file.ts'
import { AppError } from '../../shared/error-codes.ts'
import { errorText } from '../../shared/error-texts.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { failure, usageError, type Command, type Given } from '../command.ts'
import { importTokens } from '../import/import-sign-in.ts'
import { targetAccount } from '../import/target-account.ts'
import { note } from '../terminal/print.ts'
import { quoted } from '../../shared/quote-for-shell.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'

/** Says in words what can't be done with the file. */
async function withFile<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code: system } = (error.cause ?? {}) as NodeJS.ErrnoException
    if (system === 'ENOENT' || system === 'ENOTDIR')
      throw failure(`There is no file ${path}. Give the path of the .env file of the other program.`)
    const why =
      error.detail ?? (system === undefined ? errorText(error.code).what : `it can’t be read (${system})`)
    throw failure(`${path}: ${why}`)
  }
}

async function offerSignIn(id: string, name: string, env: OAuthEnv): Promise<void> {
  if (env.accessToken !== null)
    note(
      'There is only an access token in the file, and nothing says when it expires, so it can’t be kept valid: a sign-in is needed.',
    )
  if (hasTerminal() && (await agrees('Sign in now?')))
    await signIn(await getAccountSettings(id), { surface: null, noOpen: false, yes: false })
  else note(`Sign in next: jira-token sign-in ${quoted(name)}`)
}

/** `jira-token import`: takes over what another program has in its .env file. */
export const importCommand: Command = {
  usage: 'import FILE.env [--name NAME] [--blank | --settings-only]',
  help: `Takes JIRA_OAUTH_CLIENT_ID, _CLIENT_SECRET, _REDIRECT_URI and _REFRESH_TOKEN out of the .env file
of another program: into the account with that client ID, or into a new one. The refresh token is
renewed at once; no sign-in is needed. Then the old program must stop using the one in the file:
two users of one rotating refresh token destroy the sign-in.

  --name NAME     of the account (default: the name of the file's folder)
  --blank         empty the refresh token in the file afterwards; else you are asked
  --settings-only  take the settings only, and leave the refresh token alone

Example:
  jira-token import ~/dashboard/.env --blank`,
  options: { name: { type: 'string' }, blank: { type: 'boolean' }, 'settings-only': { type: 'boolean' } },
  words: [1, 1],
  run: (given) => {
    if (given.has('blank') && given.has('settings-only'))
      throw usageError('choose one of --blank and --settings-only')
    const [path = ''] = given.positionals
    if (path === '') throw usageError('the path of the file is empty: perhaps a variable is not set')
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
