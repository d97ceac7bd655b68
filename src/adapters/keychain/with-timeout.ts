import { AppError } from '../../shared/error-codes.ts'
import { toKeytarCall, toKeytar } from './keytar.ts'
import type { Keytar } from './keytar.ts'

/** Long enough to type a password; whoever asks for a token waits no longer. */
export const keychainTimeoutMs = 20_000

/** The keychain said nothing, neither yes nor no. */
export class SilentKeychain extends AppError {
  constructor() {
    super('keychainFailed', 'it does not answer; perhaps it asks for its password')
  }
}

/** The same, but it rejects with `SilentKeychain` after the time limit (milliseconds). */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SilentKeychain()), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/**
 * keytar that gives up waiting: a prompt that nobody answers, or a daemon that hangs, holds up nobody for ever. Each call
 * that hangs keeps a thread of the few that Node has for files and names, so until it ends no other is made.
 */
export function addTimeout(
  load: () => Promise<Keytar>,
  timeoutMs = keychainTimeoutMs,
): () => Promise<Keytar> {
  let silent = 0

  return async () => {
    const call = toKeytarCall(await load())
    return toKeytar(async (method, args) => {
      if (silent > 0) throw new SilentKeychain()
      const work = call(method, args)
      return withTimeout(work, timeoutMs).catch((error: unknown) => {
        if (error instanceof SilentKeychain) {
          silent += 1
          work.catch(() => undefined).finally(() => (silent -= 1))
        }
        throw error
      })
    })
  }
}
