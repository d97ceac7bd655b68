import { accountPath, askOwner, type ConnectionOptions } from '../../client/ask-owner.ts'
import { OwnerError } from '../../client/owner-error.ts'
import type { TokenAnswer } from '../../shared/local-api.ts'

/** A token with less than this is asked for anew, or with less than half of its life: the rule of the local API. */
const defaultMinValidMs = 60_000

export interface BridgeToken {
  readonly accessToken: string
  /** Its name towards the owner; tells nothing about it. */
  readonly tokenId: string
  readonly accountId: string
  readonly accountName: string
}

/** Tokens for the bridge: kept until their life gets short. Methods reject with an `OwnerError`. */
export interface TokenSource {
  /** A token with enough life left. */
  current(): Promise<BridgeToken>
  /** Another token in place of one that the server refused; see `renew` in docs/local-api.md. */
  replace(refusedTokenId: string): Promise<BridgeToken>
  /** The next token is asked for anew: this one lacks a scope, and the user may have signed in again since. */
  clear(tokenId: string): void
}

interface Kept extends BridgeToken {
  readonly obtainedMs: number
  readonly expiresInMs: number
  readonly expiresAtMs: number
}

export interface Clocks {
  /** Stands still while the computer sleeps. */
  monotonicMs(): number
  /** May be set back and forth. */
  wallMs(): number
}

const systemClocks: Clocks = { monotonicMs: () => performance.now(), wallMs: () => Date.now() }

/**
 * @param findAccount resolves with a name or an id; asked once, and again when that account is gone
 */
export function createTokenSource(
  connection: ConnectionOptions,
  findAccount: () => Promise<string>,
  clocks: Clocks = systemClocks,
): TokenSource {
  let kept: Kept | null = null
  let maxMs = 0
  let asking: Promise<Kept> | null = null
  const replacing = new Map<string, Promise<Kept>>()

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

  /** Of the account that was used so far; looked for anew when that one is gone. */
  const askFor = async (method: 'GET' | 'POST', action: string): Promise<Kept> => {
    const ask = (of: string) => askOwner<TokenAnswer>(connection, { method, target: accountPath(of, action) })
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
      asking ??= askFor('GET', 'token').finally(() => (asking = null))
      return asking
    },
    replace: (refused) => {
      // another message has replaced it already
      if (kept !== null && kept.tokenId !== refused && isGood(kept)) return Promise.resolve(kept)
      const running = replacing.get(refused)
      if (running !== undefined) return running
      const flight = askFor('POST', `renew?refused=${encodeURIComponent(refused)}`).finally(() =>
        replacing.delete(refused),
      )
      replacing.set(refused, flight)
      return flight
    },
    clear: (tokenId) => {
      if (kept?.tokenId === tokenId) kept = { ...kept, expiresInMs: 0 }
    },
  }
}
