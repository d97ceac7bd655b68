import { toErrorCode } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { SecretStore } from '../ports.ts'
import type { AccountSecret } from './token-set.ts'

/**
 * One account's secret, in memory and in the keychain. Keychain calls run one at a time. Every sign-in and sign-out
 * starts a new generation: results of work started in an older one are discarded.
 */
export interface SecretHolder {
  /** The current secret; null if there is none. */
  current(): AccountSecret | null
  generation(): number
  /** Why the current secret is not in the keychain; null if it is, or if the keychain holds a newer one. */
  unsavedBecause(): ErrorCode | null
  /**
   * Reads the keychain. Resolves with false if the result was discarded: there was a sign-in or sign-out in the meantime,
   * or it is not wanted now. Rejects with a `keychain…` error.
   */
  load(isWanted: (stored: AccountSecret | null) => boolean): Promise<boolean>
  /** Starts a new generation, and returns its number. */
  beginGeneration(): number
  /**
   * Applies `change` to the current secret and stores the result; if the keychain fails, it stays in memory only.
   * Resolves with false, leaving the current secret as it is, if the generation is over.
   */
  replace(change: (held: AccountSecret | null) => AccountSecret, generation: number): Promise<boolean>
  /** Tries again to store an unsaved secret. Resolves with whether it is in the keychain now. */
  saveAgain(): Promise<boolean>
  /**
   * Removes the secret. Rejects with a `keychain…` error if the keychain may hold it and can't delete it; then it stays
   * in memory too.
   */
  clear(mayBeStored: boolean): Promise<void>
}

/** Creates the holder of one account's secret. */
export function createSecretHolder(accountId: string, secrets: SecretStore): SecretHolder {
  let held: AccountSecret | null = null
  let generation = 0
  let unsaved: ErrorCode | null = null
  let queue: Promise<unknown> = Promise.resolve()

  const enqueue = <T>(operation: () => Promise<T>): Promise<T> => {
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
    load: (isWanted) =>
      enqueue(async () => {
        const mine = generation
        const stored = await secrets.read(accountId)
        const isTaken = mine === generation && isWanted(stored)
        if (isTaken) held = stored
        return isTaken
      }),
    beginGeneration: () => (generation += 1),
    replace: (change, mine) =>
      enqueue(async () => {
        if (mine !== generation) return false
        const secret = change(held)
        const failure = await write(secret)
        if (mine !== generation) {
          // what the keychain holds now is newer than what waits to be stored
          if (failure === null) unsaved = null
          return false
        }
        held = secret
        unsaved = failure
        return true
      }),
    saveAgain: () =>
      enqueue(async () => {
        if (held === null || unsaved === null) return true
        unsaved = await write(held)
        return unsaved === null
      }),
    clear: (mayBeStored) =>
      enqueue(async () => {
        await secrets.remove(accountId).catch((error: unknown) => {
          if (mayBeStored) throw error
        })
        held = null
        unsaved = null
      }),
  }
}
