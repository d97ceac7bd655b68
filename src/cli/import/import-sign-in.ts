import { accountPath } from '../../client/ask-owner.ts'
import { OwnerError } from '../../client/owner-error.ts'
import { blankRefreshToken } from '../../files/oauth-env-file.ts'
import type { AccountStatus } from '../../shared/local-api.ts'
import { statusOfAccount } from '../accounts/account-status.ts'
import type { Given } from '../command.ts'
import { localTime } from '../terminal/local-time.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { quoted } from '../../shared/quote-for-shell.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'
import type { Target } from './target-account.ts'

/** An account that was made for this is of no use without; but a new sign-in may need its settings. */
async function giveUp({ account, isNew }: Target, error: unknown): Promise<never> {
  const signInHelps = error instanceof OwnerError && error.code === 'refreshTokenRefused'
  if (signInHelps) note(`Sign in instead: jira-token sign-in ${quoted(account.name)}`)
  else if (isNew) {
    await ask({ method: 'DELETE', target: accountPath(account.id, '') })
    note(`Removed ${account.name} again.`)
  }
  throw error
}

function report(account: AccountStatus): void {
  if (account.valid)
    note(
      `Took over the sign-in of ${account.name}. The token is valid until ${localTime(account.expiresAt)}.`,
    )
  else
    note(
      `Took over the refresh token of ${account.name}, but there is no access token yet (${account.summary}). jira-token token ${quoted(account.name)} tries again.`,
    )
  if (!account.stored)
    note('Careful: the keychain did not take it, so it is lost when the program that holds it ends.')
}

async function offerToBlank(given: Given, path: string): Promise<void> {
  const ends = `${path} still has the old one; whoever spends it destroys the sign-in`
  const wanted =
    given.has('blank') || (hasTerminal() && (await agrees(`${ends}. Blank JIRA_OAUTH_REFRESH_TOKEN there?`)))
  if (!wanted) return note(hasTerminal() ? 'The file was left as it is.' : `${ends}. --blank empties it.`)
  await blankRefreshToken(path)
  note(`Blanked JIRA_OAUTH_REFRESH_TOKEN in ${path}; nothing else in there was touched.`)
}

/** Takes over a refresh token, and offers to empty it in the file. Rejects with an `OwnerError` or `AppError`. */
export async function importTokens(
  target: Target,
  refreshToken: string,
  path: string,
  given: Given,
): Promise<void> {
  note(
    `Taking over the refresh token. The old program must stop using the one from ${path}: two users of one rotating refresh token destroy the sign-in.`,
  )
  const { id } = target.account
  await ask({ method: 'POST', target: accountPath(id, 'import'), body: { refreshToken } }).catch(
    (error: unknown) => giveUp(target, error),
  )
  const account = await statusOfAccount(id)
  if (account === null) return
  report(account)
  // in memory alone it may be lost, and then the file has the last copy
  if (account.stored) await offerToBlank(given, path)
}
