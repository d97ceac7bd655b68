import type { TokenSet } from '../../src/core/token/token-set.ts'
import type { TokenIssuer } from '../support/fakes/token-issuer.ts'

/** A token that a caller got, judged at that moment. */
export interface Issued {
  readonly atMs: number
  readonly accessToken: string
  /** The keychain has had it, or has refused it. */
  readonly isKept: boolean
  /** The user signed in or out between its request and the end of storing it. */
  readonly isOvertaken: boolean
  /** It is from an earlier sign-in than the one that was complete when the caller asked, or from before a sign-out. */
  readonly isOfEarlierSignIn: boolean
}

/** What has become of one account's tokens. */
export interface Custody {
  /** The program started with this in the keychain. What the one before had not stored is gone. */
  started(found: TokenSet | null): void
  /** The program has found this in the keychain. It takes it, unless the last pair is still to be stored. */
  read(found: TokenSet | null): void
  isRead(): boolean
  /** Another program has put this in the keychain. */
  found(accessToken: string): void
  /** A request is sent. Returns what to call with the token it brings. */
  requested(): (accessToken: string) => void
  /** A write ended. */
  wrote(set: TokenSet, isStored: boolean): void
  /** Whether a write of this token has ended before. */
  hasWritten(accessToken: string): boolean
  removed(): void
  /** The user signs in or out. Returns what to call if that failed. */
  acted(): () => void
  /** A sign-in (null: a sign-out) is complete. */
  completed(accessToken: string | null): void
  /** The program must hold these: the last ones that the keychain took or refused. */
  held(): { readonly accessToken: string; readonly refreshToken: string }
  /** Whether the keychain has refused the last pair. */
  isUnsaved(): boolean
  /** A caller asks. Returns what to call with the token they get. */
  asked(): (accessToken: string, atMs: number) => Issued
}

export function createCustody({ getSignIn, signIns }: Pick<TokenIssuer, 'getSignIn' | 'signIns'>): Custody {
  let order = 0
  let held = { accessToken: 'none', refreshToken: 'none' }
  let unsaved = false
  let isRead = false
  let currentSignIn = -1
  const kept = new Set<string>()
  const requestedAt = new Map<string, number>()
  const writtenAt = new Map<string, number>()
  const actedAt = new Set<number>()

  const isOvertaken = (accessToken: string): boolean => {
    const from = requestedAt.get(accessToken) ?? Infinity
    const to = writtenAt.get(accessToken) ?? Infinity
    return [...actedAt].some((at) => from < at && at < to)
  }

  const hold = (set: TokenSet | null): void => {
    held = { accessToken: set?.accessToken ?? 'none', refreshToken: set?.refreshToken ?? 'none' }
  }

  return {
    started: (found) => {
      unsaved = false
      isRead = false
      hold(found)
      currentSignIn = found === null ? -1 : getSignIn(found.accessToken)
      if (found !== null) kept.add(found.accessToken)
      actedAt.clear()
    },
    read: (found) => {
      isRead = true
      if (found !== null && !unsaved) hold(found)
    },
    isRead: () => isRead,
    found: (accessToken) => kept.add(accessToken),
    requested: () => {
      const at = (order += 1)
      return (accessToken) => requestedAt.set(accessToken, at)
    },
    wrote: (set, isStored) => {
      kept.add(set.accessToken)
      isRead = true
      if (!writtenAt.has(set.accessToken)) writtenAt.set(set.accessToken, (order += 1))
      if (isOvertaken(set.accessToken)) return
      hold(set)
      unsaved = !isStored
    },
    hasWritten: (accessToken) => writtenAt.has(accessToken),
    removed: () => {
      unsaved = false
    },
    acted: () => {
      const at = (order += 1)
      actedAt.add(at)
      return () => actedAt.delete(at)
    },
    completed: (accessToken) => {
      currentSignIn = accessToken === null ? signIns() : getSignIn(accessToken)
    },
    held: () => held,
    isUnsaved: () => unsaved,
    asked: () => {
      const signInAtStart = currentSignIn
      return (accessToken, atMs) => ({
        atMs,
        accessToken,
        isKept: kept.has(accessToken),
        isOvertaken: isOvertaken(accessToken),
        isOfEarlierSignIn: getSignIn(accessToken) < signInAtStart,
      })
    },
  }
}
