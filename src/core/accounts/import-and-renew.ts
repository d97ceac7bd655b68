import { AppError } from '../../shared/error-codes.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import { expiredTokenSet, isPrintable } from '../token/token-set.ts'
import type { AccountStore } from './account-store.ts'
import type { AccountTokens } from './account-tokens.ts'
import type { History } from './history.ts'
import type { Turns } from './turns.ts'

export interface ImportDeps {
  readonly clock: Clock
  readonly store: AppStore
  readonly history: History
  readonly accountStore: AccountStore
  readonly accountTokens: AccountTokens
  readonly turns: Turns
}

/**
 * See `Accounts.importTokens`. Stores the refresh token before sending it, like any other, so a lost response or a crash
 * does no harm.
 */
export async function importAndRenew(
  { clock, store, history, accountStore, accountTokens, turns }: ImportDeps,
  id: string,
  refreshToken: string,
): Promise<void> {
  const accountToken = accountTokens.get(id)
  if (!isPrintable(refreshToken))
    throw new AppError(
      'invalidInput',
      'The refresh token has a line break or another character that no token has. Was more than the token copied?',
      { field: 'refreshToken' },
    )
  const { secret, renewal } = await turns.take(id, async () => {
    if (accountTokens.get(id).current() !== null) throw new AppError('alreadySignedIn')
    const clientSecret = await accountToken.clientSecret()
    const { tokenSet, obtainedAt } = expiredTokenSet(refreshToken, clock.now(), accountStore.get(id).scopes)
    await accountToken.setTokens({ clientSecret, tokenSet }, obtainedAt)
    const started = accountToken.renew()
    // awaited below, when the turn is over
    started.catch(() => undefined)
    return { secret: { clientSecret, tokenSet: null }, renewal: started }
  })
  try {
    await renewal
  } catch (error) {
    const { kind } = store.state().facts[id]?.problem ?? { kind: 'none' }
    // anything else is retried automatically
    if (kind !== 'signInNeeded' && kind !== 'misconfigured') return
    await turns.take(id, async () => {
      // signed out in the meantime
      if (accountToken.current() === null) return
      await accountToken.setTokens(secret, clock.now())
    })
    throw error
  }
  history.add(id, { kind: 'signedIn', atMs: clock.now().wallMs, person: null })
}
