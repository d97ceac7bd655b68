import { OwnerError } from '../../client/owner-error.ts'
import { hasDesktop } from '../../client/start-owner.ts'
import { isWsl } from '../../files/browser-command.ts'
import { findErrorRow } from '../../shared/error-table.ts'
import type { AccountSettings } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { quoted } from '../terminal/quoted.ts'
import { hasTerminal } from '../terminal/confirm.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { reportSignedIn } from './report-signed-in.ts'
import { signInByHand } from './sign-in-by-hand.ts'
import { signInWithPage } from './sign-in-with-page.ts'

/** How the user wants to sign in. */
export interface SignInOptions {
  /** null: choose automatically. */
  readonly surface: 'browser' | 'manual' | null
  readonly noOpen: boolean
  /** Answer questions with yes. */
  readonly yes: boolean
}

/** The app uses its own setting; an agent can't show a page. */
async function fittingSurface(): Promise<'browser' | 'manual' | null> {
  const { owner } = await ask('status')
  if (owner.kind === 'app') return null
  return hasDesktop(process.env) || (await isWsl(process.env)) ? 'browser' : 'manual'
}

const ownerErrorCode = (error: unknown) => (error instanceof OwnerError ? error.code : null)

/** Starts the sign-in, after asking for the client secret if it is not stored. */
async function begin(account: AccountSettings, surface: SignInOptions['surface']): Promise<string | null> {
  const start = async () => (await ask('signIn', { account: account.id, surface: surface ?? undefined })).url
  try {
    return await start()
  } catch (error) {
    if (ownerErrorCode(error) !== 'clientSecretMissing') throw error
    const set = `jira-token accounts set ${quoted(account.name)} --client-secret-stdin`
    if (!hasTerminal()) {
      note(`To store it: ${set}`)
      throw error
    }
    const clientSecret = await askSecret(`Client secret for ${account.name} (not shown): `)
    await ask('changeAccount', { account: account.id, clientSecret })
    return start()
  }
}

/** Signs in and reports the result. Rejects with an `OwnerError` or `CliError`. */
export async function signIn(account: AccountSettings, options: SignInOptions): Promise<void> {
  const answering = { accountId: account.id, yes: options.yes }
  const surface = options.surface ?? (options.noOpen ? 'browser' : await fittingSurface())
  try {
    const url = await begin(account, surface)
    if (surface === 'manual') {
      if (!(await signInByHand(answering, url ?? ''))) return
    } else await signInWithPage(answering, { url, noOpen: options.noOpen })
  } catch (error) {
    if (error instanceof OwnerError && findErrorRow(error.code)?.solvedBy === 'otherSurface')
      note(`Or sign in without a callback: jira-token sign-in ${quoted(account.name)} --manual`)
    throw error
  }
  await reportSignedIn(account.id)
}
