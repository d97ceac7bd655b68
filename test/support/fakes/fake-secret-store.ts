import { AppError } from '../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'
import type { SecretStore } from '../../../src/core/ports.ts'
import type { AccountSecret } from '../../../src/core/token/token-set.ts'

type Operation = 'read' | 'write' | 'remove'

/** A keychain that can be locked, missing, slow, or stuck. */
export interface FakeSecretStore extends SecretStore {
  readonly items: Map<string, AccountSecret>
  /** Every operation started, in order. */
  readonly calls: Operation[]
  /** From now on these operations fail with this error. */
  break(code: ErrorCode, operations?: readonly Operation[]): void
  repair(): void
  /** From now on operations wait until the returned function is called. */
  hold(): () => void
}

export function createFakeSecretStore(): FakeSecretStore {
  const items = new Map<string, AccountSecret>()
  const calls: Operation[] = []
  const failures = new Map<Operation, ErrorCode>()
  let held: Promise<void> | null = null

  const use = async <T>(operation: Operation, action: () => T): Promise<T> => {
    calls.push(operation)
    if (held !== null) await held
    const failure = failures.get(operation)
    if (failure !== undefined) throw new AppError(failure)
    return action()
  }

  return {
    items,
    calls,
    read: (id) => use('read', () => items.get(id) ?? null),
    write: (id, secret) => use('write', () => void items.set(id, secret)),
    remove: (id) => use('remove', () => void items.delete(id)),
    break: (code, operations = ['read', 'write', 'remove']) => {
      for (const operation of operations) failures.set(operation, code)
    },
    repair: () => failures.clear(),
    hold: () => {
      let release = (): void => undefined
      const mine = new Promise<void>((done) => (release = done))
      held = mine
      return () => {
        if (held === mine) held = null
        release()
      }
    },
  }
}
