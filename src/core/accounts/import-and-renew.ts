import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { AppStore } from '../state/app-store.ts'
import type { Clock } from '../clock.ts'
import { expiredTokenSet, foundTokenSet, isPrintable, type FoundAccessToken } from '../token/token-set.ts'
import type { AccountStore } from './account-store.ts'
import type { AccountTokens } from './account-tokens.ts'
import type { AccountApi } from '../ports.ts'
import type { History } from './history.ts'
import type { Turns } from './turns.ts'

export interface ImportDeps {
  readonly clock: Clock
  readonly api: AccountApi
  readonly store: AppStore
  readonly history: History
  readonly accountStore: AccountStore
  readonly accountTokens: AccountTokens
  readonly turns: Turns
}

function assertPrintable(token: string, field: 'refreshToken' | 'accessToken'): void {
  if (isPrintable(token)) return
  throw new AppError(
    'invalidInput',
    `The ${field === 'refreshToken' ? 'refresh' : 'access'} token has a line break or another character that no token has. Was more than the token copied?`,
    { field },
  )
}

/**
 * See `Accounts.importTokens`. Stores the refresh token before sending it, like any other, so a lost response or a crash
 * does no harm.
 */
export async function importAndRenew(
  { clock, store, history, accountStore, accountTokens, turns }: ImportDeps,
  id: string,
  refreshToken: string,
  access: FoundAccessToken | null,
): Promise<void> {
  const accountToken = accountTokens.get(id)
  assertPrintable(refreshToken, 'refreshToken')
  if (access !== null) assertPrintable(access.accessToken, 'accessToken')
  const { secret, before, renewal } = await turns.take(id, async () => {
    if (accountTokens.get(id).current() !== null) throw new AppError('alreadySignedIn')
    const clientSecret = await accountToken.clientSecret()
    const { scopes } = accountStore.get(id)
    const now = clock.now()
    const { tokenSet, obtainedAt } =
      access === null
        ? expiredTokenSet(refreshToken, now, scopes)
        : foundTokenSet(refreshToken, access, now, scopes)
    await accountToken.setTokens({ clientSecret, tokenSet }, obtainedAt)
    const started = accountToken.renew()
    // awaited below, when the turn is over
    started.catch(() => undefined)
    // a refused refresh token says nothing about the access token
    const kept = { secret: { clientSecret, tokenSet: { ...tokenSet, refreshToken: null } }, obtainedAt }
    const secret = { clientSecret, tokenSet: null }
    return { secret, before: tokenSet.expiresAtMs > now.wallMs ? kept : null, renewal: started }
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
      if (before !== null && kind === 'signInNeeded')
        await accountToken.setTokens(before.secret, before.obtainedAt)
      else await accountToken.setTokens(secret, clock.now())
    })
    throw error
  }
  history.add(id, { kind: 'signedIn', atMs: clock.now().wallMs, person: null })
}

/**
 * See `Accounts.importTokens`, without a refresh token. Asks the API first whether it still accepts the access token; without
 * an answer, for example offline, it is used until it is refused.
 */
export async function importAccessToken(
  { clock, api, history, accountStore, accountTokens, turns }: ImportDeps,
  id: string,
  access: FoundAccessToken,
): Promise<void> {
  const field = 'accessToken'
  const accountToken = accountTokens.get(id)
  assertPrintable(access.accessToken, field)
  if (accountToken.current() !== null) throw new AppError('alreadySignedIn')
  try {
    await api.checkAccess(accountStore.get(id), access.accessToken)
  } catch (error) {
    if (toErrorCode(error) === 'accessTokenRefused')
      throw new AppError('invalidInput', 'The server no longer accepts the access token. Sign in instead.', {
        field,
      })
  }
  await turns.take(id, async () => {
    if (accountTokens.get(id).current() !== null) throw new AppError('alreadySignedIn')
    const now = clock.now()
    if (access.expiresAtMs <= now.wallMs)
      throw new AppError('invalidInput', 'The access token has expired. Sign in instead.', { field })
    const clientSecret = await accountToken.clientSecret()
    const { tokenSet, obtainedAt } = foundTokenSet(null, access, now, accountStore.get(id).scopes)
    await accountToken.setTokens({ clientSecret, tokenSet }, obtainedAt)
  })
  history.add(id, { kind: 'signedIn', atMs: clock.now().wallMs, person: null })
}
