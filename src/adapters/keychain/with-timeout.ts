import { AppError } from '../../shared/error-codes.ts'
import { within } from '../../shared/within.ts'
import { toKeytarCall, toKeytar } from './keytar.ts'
import type { Keytar } from './keytar.ts'

/** Long enough to type a password; a caller who wants a token waits no longer. */
export const keychainTimeoutMs = 20_000

/** The keychain did not respond in time. */
export class SilentKeychain extends AppError {
  /** The call, which may still end. */
  readonly work: Promise<unknown>

  constructor(work: Promise<unknown>) {
    super('keychainFailed', 'it is not responding; it may be asking for its password')
    this.work = work
  }
}

/** Resolves and rejects as `work` does, but rejects with `SilentKeychain` after the timeout (milliseconds). */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return within(timeoutMs, work, () => {
    throw new SilentKeychain(work)
  })
}

/**
 * keytar with a timeout (milliseconds), so an unanswered prompt or a hung daemon blocks no one forever. A call that
 * hangs occupies one of the few threads Node has for files and DNS, so no further calls are made until it ends.
 */
export function addTimeout(
  load: () => Promise<Keytar>,
  timeoutMs = keychainTimeoutMs,
): () => Promise<Keytar> {
  let hanging: Promise<unknown> | null = null

  return async () => {
    const call = toKeytarCall(await load())
    return toKeytar(async (method, args) => {
      if (hanging !== null) throw new SilentKeychain(hanging)
      const work = call(method, args)
      return withTimeout(work, timeoutMs).catch((error: unknown) => {
        if (error instanceof SilentKeychain) {
          hanging = work
          const end = (): void => {
            if (hanging === work) hanging = null
          }
          work.then(end, end)
        }
        throw error
      })
    })
  }
}
