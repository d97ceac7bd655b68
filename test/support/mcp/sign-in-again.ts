import { walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'
import { askOwner, type OwnerWay } from '../../../src/client/ask-owner.ts'

/** Signs an account in again, as a user does by hand. */
export async function signInAgain(environment: NodeJS.ProcessEnv, account: string): Promise<void> {
  const way: OwnerWay = { environment, client: 'test' }
  const { url } = await askOwner<{ url: string }>(way, {
    method: 'POST',
    target: `/v1/accounts/${account}/sign-in`,
    body: { surface: 'manual' },
  })
  const { url: redirectedTo } = await walkThroughSignIn(new URL(url))
  await askOwner(way, {
    method: 'POST',
    target: '/v1/sign-in/finish',
    body: { redirectedTo: redirectedTo.href },
  })
}
