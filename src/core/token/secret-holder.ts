import { toErrorCode, type ErrorCode } from '../../shared/error-codes.ts'
import type { SecretStore } from '../ports.ts'
import type { AccountSecret } from './token-set.ts'

/**
 * One account's secret, in memory and in the keychain. Keychain calls happen one after the other. Every sign-in and
 * sign-out begins a new generation: what was under way for an older one is thrown away.
 */
export interface SecretHolder {
  /** What is held now; null when nothing is. */
  current(): AccountSecret | null
  generation(): number
  /** Why the keychain does not have what is held; null when it does. */
  unsavedBecause(): ErrorCode | null
  /**
   * Reads the keychain. Returns false when what was read does not count: a sign-in or sign-out came in between, or
   * something newer waits to be stored. Rejects with a `keychain…` error; then nothing is known.
   */
  load(): Promise<boolean>
  /** What the keychain holds, leaving the memory as it is. */
  reread(): Promise<AccountSecret | null>
  beginGeneration(): number
  /**
   * Stores what `change` makes of the secret held then, and makes that the current one; kept in memory alone when the
   * keychain fails. Returns false, changing nothing, when the generation is over.
   */
  replace(change: (held: AccountSecret | null) => AccountSecret, generation: number): Promise<boolean>
  /** Tries once more to store what is unsaved. Returns whether the keychain has it now. */
  saveAgain(): Promise<boolean>
  /**
   * Removes the secret. Rejects with a `keychain…` error when the keychain may hold it and does not let go; then it
   * is still held here too.
   */
  clear(mayBeStored: boolean): Promise<void>
}

export function createSecretHolder(accountId: string, secrets: SecretStore): SecretHolder {
  let held: AccountSecret | null = null
  let generation = 0
  let unsaved: ErrorCode | null = null
  let queue: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(operation: () => Promise<T>): Promise<T> => {
    const turn = queue.then(operation)
    queue = turn.catch(() => undefined)
    return turn
  }

  const write = async (secret: AccountSecret): Promise<ErrorCode | null> => {
    try {
      await secrets.write(accountId, secret)
      return null
    } catch (error) {
      const code = toErrorCode(error)
      return code === 'internal' ? 'keychainFailed' : code
    }
  }

  return {
    current: () => held,
    generation: () => generation,
    unsavedBecause: () => unsaved,
    load: () =>
      inTurn(async () => {
        const mine = generation
        const stored = await secrets.read(accountId)
        const counts = mine === generation && unsaved === null
        if (counts) held = stored
        return counts
      }),
    reread: () => inTurn(() => secrets.read(accountId)),
    beginGeneration: () => (generation += 1),
    replace: (change, mine) =>
      inTurn(async () => {
        if (mine !== generation) return false
        const secret = change(held)
        const failure = await write(secret)
        if (mine !== generation) return false
        held = secret
        unsaved = failure
        return true
      }),
    saveAgain: () =>
      inTurn(async () => {
        if (held === null || unsaved === null) return true
        const mine = generation
        const failure = await write(held)
        if (mine === generation) unsaved = failure
        return failure === null
      }),
    clear: (mayBeStored) =>
      inTurn(async () => {
        await secrets.remove(accountId).catch((error: unknown) => {
          if (mayBeStored) throw error
        })
        held = null
        unsaved = null
      }),
  }
}
