import type { SecretStore } from '../../src/core/ports.ts'
import type { AccountSecret } from '../../src/core/token/token-set.ts'
import { AppError } from '../../src/shared/error-codes.ts'
import type { FakeClock } from '../support/fakes/fake-clock.ts'
import { secondMs, type KeychainFault } from './schedule.ts'

/** Shorter than the adapter's time limit. */
const maxSlowMs = 15 * secondMs

/** The keychain of the computer, with its problems. It outlives the program. */
export interface SimKeychain extends SecretStore {
  readonly items: Map<string, AccountSecret>
  fault: KeychainFault | null
  isBusy(): boolean
  /** How many operations in progress will fail. */
  doomed(): number
  /** When an operation last failed, in true time. */
  failedAtMs(): number
  /** The program died: what it was changing stays as it was. */
  hangUp(): void
}

export interface SimKeychainDeps {
  readonly clock: FakeClock
  readonly trueMs: () => number
  readonly random: () => number
}

export function createSimKeychain({ clock, trueMs, random }: SimKeychainDeps): SimKeychain {
  const items = new Map<string, AccountSecret>()
  /** The operations in progress. */
  const running = new Set<{ readonly stop: () => void; readonly fails: boolean }>()
  let failedAtMs = -1

  const fail = (): AppError => {
    failedAtMs = trueMs()
    return new AppError('keychainLocked')
  }

  const use = <T>(isChange: boolean, action: () => T): Promise<T> => {
    const { fault } = keychain
    if (fault === null || (fault === 'readOnly' && !isChange)) return Promise.resolve(action())
    if (fault === 'locked' || fault === 'readOnly') return Promise.reject(fail())
    const fails = fault === 'flaky' && random() < 0.5
    return new Promise((resolve, reject) => {
      const stop = clock.setTimer(maxSlowMs * random(), () => {
        running.delete(operation)
        if (fails) reject(fail())
        else resolve(action())
      })
      const operation = { stop, fails }
      running.add(operation)
    })
  }

  const keychain: SimKeychain = {
    items,
    fault: null,
    isBusy: () => running.size > 0,
    doomed: () => [...running].filter(({ fails }) => fails).length,
    failedAtMs: () => failedAtMs,
    read: (id) => use(false, () => items.get(id) ?? null),
    write: (id, secret) => use(true, () => void items.set(id, secret)),
    remove: (id) => use(true, () => void items.delete(id)),
    hangUp: () => {
      for (const { stop } of running) stop()
      running.clear()
    },
  }
  return keychain
}
