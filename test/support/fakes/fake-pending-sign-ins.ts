import type { PendingSignIn, PendingSignIns } from '../../../src/core/ports.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'

/** Waiting manual sign-ins, in a keychain that can be locked or slow. */
export interface FakePendingSignIns extends PendingSignIns {
  readonly items: Map<string, PendingSignIn>
  /** From now on everything fails with this error. */
  break(code: ErrorCode): void
  /** From now on operations wait until the returned function is called. */
  hold(): () => void
}

export function createFakePendingSignIns(): FakePendingSignIns {
  const items = new Map<string, PendingSignIn>()
  let failure: ErrorCode | null = null
  let held: Promise<void> | null = null

  const use = async <T>(action: () => T): Promise<T> => {
    await held
    if (failure !== null) throw new AppError(failure)
    return action()
  }

  return {
    items,
    read: (id) => use(() => items.get(id) ?? null),
    write: (id, pending) => use(() => void items.set(id, pending)),
    remove: (id) => use(() => void items.delete(id)),
    break: (code) => {
      failure = code
    },
    hold: () => {
      let release = (): void => undefined
      held = new Promise<void>((done) => (release = done))
      return () => {
        held = null
        release()
      }
    },
  }
}
