import type { Clock } from '../../../src/core/clock.ts'
import type { OAuthClient, SecretStore } from '../../../src/core/ports.ts'

const never = <T>(): Promise<T> => new Promise(() => undefined)

/** A process that can die at any point: after that, nothing it does has an effect, and nothing reaches it. */
export interface Mortal {
  isAlive(): boolean
  /** Like kill -9. */
  kill(): void
  act<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void
  clock(clock: Clock): Clock
  secrets(store: SecretStore): SecretStore
  oauth(client: OAuthClient): OAuthClient
}

export function createMortal(): Mortal {
  let alive = true
  const cancels = new Set<() => void>()
  const death = new AbortController()

  const live = <A extends unknown[], T>(action: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => {
      if (!alive) return never()
      const value = await action(...args)
      return alive ? value : never()
    }
  }

  return {
    isAlive: () => alive,
    kill: () => {
      alive = false
      for (const cancel of cancels) cancel()
      death.abort()
    },
    act:
      (action) =>
      (...args) => {
        if (alive) action(...args)
      },
    clock: (clock) => ({
      now: clock.now,
      setTimer: (delayMs, callback) => {
        if (!alive) return () => undefined
        const stop = clock.setTimer(delayMs, () => {
          cancels.delete(cancel)
          callback()
        })
        const cancel = () => {
          cancels.delete(cancel)
          stop()
        }
        cancels.add(cancel)
        return cancel
      },
    }),
    secrets: (store) => ({
      get hiddenBecause() {
        return store.hiddenBecause
      },
      read: live(store.read),
      write: live(store.write),
      remove: live(store.remove),
    }),
    oauth: (client) => ({
      begin: live(client.begin),
      exchange: live(client.exchange),
      // a connection ends with its process
      refresh: live((account, clientSecret, refreshToken, signal) =>
        client.refresh(account, clientSecret, refreshToken, AbortSignal.any([signal, death.signal])),
      ),
    }),
  }
}
