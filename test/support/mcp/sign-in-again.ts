import { walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'
import { askOwner, type ConnectionOptions } from '../../../src/client/ask-owner.ts'

/** Signs in to an account again, the way a user does manually. */
export async function signInAgain(environment: NodeJS.ProcessEnv, account: string): Promise<void> {
  const connection: ConnectionOptions = { environment, client: 'test' }
  const { url } = await askOwner(connection, 'signIn', { account, surface: 'manual' })
  const { url: redirectedTo } = await walkThroughSignIn(new URL(url!))
  await askOwner(connection, 'finishSignIn', { redirectedTo: redirectedTo.href })
}
