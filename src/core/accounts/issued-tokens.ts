import { AppError } from '../../shared/error-codes.ts'
import type { Clock } from '../clock.ts'
import type { Entropy } from '../ports.ts'
import type { IssuedToken } from '../token/account-token-types.ts'
import type { Accounts } from './accounts.ts'

/** A token that is refused so soon after it was obtained would be refused after a renewal too. */
const freshForMs = 60_000

const tokenIdLength = 16

/** A token for a program, with a name for it that tells nothing about it. */
export interface IdentifiedToken extends IssuedToken {
  readonly tokenId: string
}

/** Hands tokens to programs, which may say that one was refused. Methods reject with an `AppError`. */
export interface IssuedTokens {
  /** A token with at least so many seconds left; see `TokenKeeper.ask`. */
  token(id: string, minValidSec?: number): Promise<IdentifiedToken>
  /**
   * A new token. With the `tokenId` of a refused one: the current token when that is another one already, so that
   * many clients with one refused token cost one renewal; rejects with `tokenRefused` when the refused token is less
   * than a minute old.
   */
  renew(id: string, refusedTokenId: string | null): Promise<IdentifiedToken>
}

export interface IssuedTokensDeps {
  readonly accounts: Pick<Accounts, 'ask' | 'renew'>
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'hash'>
  /** When the held token was obtained, by the wall clock; null when none is held. */
  obtainedAtMs(id: string): number | null
}

export function createIssuedTokens({
  accounts,
  clock,
  entropy,
  obtainedAtMs,
}: IssuedTokensDeps): IssuedTokens {
  const renewals = new Map<string, Promise<IdentifiedToken>>()
  /** Per account the refused token that was last replaced. */
  const replaced = new Map<string, string>()

  /** The name given last: most programs ask for the same token. */
  let last = { accessToken: '', tokenId: '' }

  const named = (issuedToken: IssuedToken): IdentifiedToken => {
    const { accessToken } = issuedToken
    if (accessToken !== last.accessToken) {
      // access tokens have 128 random bits or more (RFC 6749 section 10.10): nobody finds one by its hash
      const tokenId = entropy.hash(`token id of ${accessToken}`).slice(0, tokenIdLength)
      last = { accessToken, tokenId }
    }
    return { ...issuedToken, tokenId: last.tokenId }
  }

  const token = async (id: string, minValidSec?: number) => named(await accounts.ask(id, minValidSec))

  const isFresh = (id: string): boolean => {
    const obtained = obtainedAtMs(id)
    const ageMs = obtained === null ? Infinity : clock.now().wallMs - obtained
    return ageMs >= 0 && ageMs < freshForMs
  }

  const replace = async (id: string, refused: string): Promise<IdentifiedToken> => {
    const fresh = named(await accounts.renew(id))
    if (fresh.tokenId !== refused) replaced.set(id, refused)
    return fresh
  }

  const renewRefused = async (id: string, refused: string): Promise<IdentifiedToken> => {
    const current = await token(id, 0)
    if (current.tokenId !== refused || replaced.get(id) === refused) return token(id)
    const inTheAir = renewals.get(id)
    if (inTheAir !== undefined) return inTheAir
    if (isFresh(id)) throw new AppError('tokenRefused')
    const renewal = replace(id, refused).finally(() => renewals.delete(id))
    renewals.set(id, renewal)
    return renewal
  }

  return {
    token,
    renew: async (id, refused) =>
      refused === null ? named(await accounts.renew(id)) : renewRefused(id, refused),
  }
}
