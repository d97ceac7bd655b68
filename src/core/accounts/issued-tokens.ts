import { AppError } from '../../shared/error-codes.ts'
import { createSharedCalls } from '../../shared/shared-calls.ts'
import type { Clock } from '../clock.ts'
import type { Entropy } from '../ports.ts'
import type { IssuedToken } from '../token/account-token-types.ts'
import type { Accounts } from './accounts.ts'

/** If a token younger than this is refused, a renewed one would be refused too. */
const freshForMs = 60_000

const tokenIdLength = 16

/** A token for a program, with an id that reveals nothing about it. */
export interface IdentifiedToken extends IssuedToken {
  readonly tokenId: string
}

/** Issues tokens to programs, which can report that a token was refused. Methods reject with an `AppError`. */
export interface IssuedTokens {
  /** A token with at least `minValidSec` seconds left; see `AccountToken.ask`. */
  token(id: string, minValidSec?: number): Promise<IdentifiedToken>
  /**
   * Renews the token. Given the `tokenId` of a refused token, returns the current token if it is already a different
   * one, so many clients with the same refused token cause one renewal. Rejects with `tokenRefused` if the refused
   * token is less than a minute old.
   */
  renew(id: string, refusedTokenId: string | null): Promise<IdentifiedToken>
}

export interface IssuedTokensDeps {
  readonly accounts: Pick<Accounts, 'ask' | 'renew'>
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'hash'>
  /** When the current token was obtained, by the wall clock; null if there is none. */
  obtainedAtMs(id: string): number | null
}

/** Creates what issues tokens to programs. */
export function createIssuedTokens({
  accounts,
  clock,
  entropy,
  obtainedAtMs,
}: IssuedTokensDeps): IssuedTokens {
  const shareRenewal = createSharedCalls<IdentifiedToken>()
  /** By account id: the `tokenId` of the last refused token that was replaced. */
  const replaced = new Map<string, string>()

  /** The last id, cached because most programs ask for the same token. */
  let last = { accessToken: '', tokenId: '' }

  const withTokenId = (issuedToken: IssuedToken): IdentifiedToken => {
    const { accessToken } = issuedToken
    if (accessToken !== last.accessToken) {
      // access tokens have at least 128 random bits (RFC 6749 section 10.10), so a hash can't be reversed by guessing
      const tokenId = entropy.hash(`token id of ${accessToken}`).slice(0, tokenIdLength)
      last = { accessToken, tokenId }
    }
    return { ...issuedToken, tokenId: last.tokenId }
  }

  const token = async (id: string, minValidSec?: number) => withTokenId(await accounts.ask(id, minValidSec))

  const isFresh = (id: string): boolean => {
    const obtained = obtainedAtMs(id)
    const ageMs = obtained === null ? Infinity : clock.now().wallMs - obtained
    return ageMs >= 0 && ageMs < freshForMs
  }

  const replace = async (id: string, refused: string): Promise<IdentifiedToken> => {
    if (isFresh(id)) throw new AppError('tokenRefused')
    const fresh = withTokenId(await accounts.renew(id))
    if (fresh.tokenId !== refused) replaced.set(id, refused)
    return fresh
  }

  const renewRefused = async (id: string, refused: string): Promise<IdentifiedToken> => {
    const current = await token(id, 0)
    if (current.tokenId !== refused || replaced.get(id) === refused) return token(id)
    return shareRenewal(id, () => replace(id, refused))
  }

  return {
    token,
    renew: async (id, refused) =>
      refused === null ? withTokenId(await accounts.renew(id)) : renewRefused(id, refused),
  }
}
