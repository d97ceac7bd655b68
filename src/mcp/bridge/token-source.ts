import { askOwner, type ConnectionOptions } from '../../client/ask-owner.ts'
import { OwnerError } from '../../client/owner-error.ts'
import type { TokenAnswer } from '../../shared/local-api.ts'
import { createSharedCalls } from '../../shared/shared-calls.ts'

/** A token with less time left is replaced (or with less than half its lifetime), as in the local API. */
const defaultMinValidMs = 60_000

export interface BridgeToken {
  readonly accessToken: string
  /** Identifies the token without revealing anything about it. */
  readonly tokenId: string
  readonly accountId: string
  readonly accountName: string
}

/** Tokens for the bridge, cached until they are about to expire. Methods reject with an `OwnerError`. */
export interface TokenSource {
  /** A token that is valid long enough. */
  current(): Promise<BridgeToken>
  /** Replaces a token that the server refused; see `renew` in docs/local-api.md. */
  replace(refusedTokenId: string): Promise<BridgeToken>
  /** Discards a token that lacks a scope: the user may have signed in again since. */
  clear(tokenId: string): void
  /**
   * Has the next sign-in ask for scopes that this server requires. Resolves with whether it will. Never rejects: an older
   * owner doesn't know this request.
   */
  requestScopes(token: BridgeToken, url: string, scopes: string): Promise<boolean>
}

interface Kept extends BridgeToken {
  readonly obtainedMs: number
  readonly expiresInMs: number
  readonly expiresAtMs: number
}

export interface Clocks {
  /** Stops while the computer sleeps. */
  monotonicMs(): number
  /** May be set back or forward. */
  wallMs(): number
}

const systemClocks: Clocks = { monotonicMs: () => performance.now(), wallMs: () => Date.now() }

/**
 * @param findAccount resolves with a name or id; called once, and again if that account is removed
 */
export function createTokenSource(
  connection: ConnectionOptions,
  findAccount: () => Promise<string>,
  clocks: Clocks = systemClocks,
): TokenSource {
  let kept: Kept | null = null
  let maxMs = 0
  const share = createSharedCalls<Kept>()

  const keep = (answer: TokenAnswer): Kept => {
    const expiresInMs = answer.expiresInSec * 1000
    maxMs = Math.max(maxMs, expiresInMs)
    kept = {
      accessToken: answer.accessToken,
      tokenId: answer.tokenId,
      accountId: answer.account.id,
      accountName: answer.account.name,
      obtainedMs: clocks.monotonicMs(),
      expiresInMs,
      expiresAtMs: Date.parse(answer.expiresAt),
    }
    return kept
  }

  const leftMs = ({ obtainedMs, expiresInMs, expiresAtMs }: Kept) =>
    Math.min(expiresInMs - (clocks.monotonicMs() - obtainedMs), expiresAtMs - clocks.wallMs())

  const isGood = (token: Kept) => leftMs(token) > Math.min(defaultMinValidMs, maxMs / 2)

  /** Asks for the same account as before, or finds one again if that was removed. */
  const askFor = async (ask: (account: string) => Promise<TokenAnswer>): Promise<Kept> => {
    const before = kept?.accountId
    try {
      return keep(await ask(before ?? (await findAccount())))
    } catch (error) {
      const isGone = error instanceof OwnerError && error.code === 'accountNotFound'
      if (!isGone || before === undefined) throw error
      kept = null
      return keep(await ask(await findAccount()))
    }
  }

  return {
    current: () => {
      if (kept !== null && isGood(kept)) return Promise.resolve(kept)
      return share('current', () => askFor((account) => askOwner(connection, 'token', { account })))
    },
    replace: (refused) => {
      // another message has already replaced it
      if (kept !== null && kept.tokenId !== refused && isGood(kept)) return Promise.resolve(kept)
      return share(`replace ${refused}`, () =>
        askFor((account) => askOwner(connection, 'renew', { account, refused })),
      )
    },
    requestScopes: async ({ accountId }, url, scopes) => {
      const wanted = scopes.split(/\s+/).filter((scope) => scope !== '')
      return askOwner(connection, 'requestScopes', { account: accountId, url, scopes: wanted }).then(
        ({ requested }) => requested,
        () => false,
      )
    },
    clear: (tokenId) => {
      if (kept?.tokenId === tokenId) kept = { ...kept, expiresInMs: 0 }
    },
  }
}
