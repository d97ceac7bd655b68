import { watchNetwork } from '../../adapters/system/watch-network.ts'
import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'

/** Sleep stops timers, so everything is checked again at least this often. */
const heartbeatMs = 30_000

/** A heartbeat this late means that the computer was asleep: Node has no event for it. */
const sleptMs = 15_000

/** Checks the accounts regularly, repeats requests that were interrupted by sleep, and retries in a new network. */
export function startHeartbeat(
  accounts: Pick<Accounts, 'evaluate' | 'resume' | 'retryNow'>,
  store: AppStore,
): () => void {
  const stopWatching = watchNetwork(store, () => accounts.retryNow())
  let lastMs = Date.now()
  const timer = setInterval(() => {
    const lateMs = Date.now() - lastMs - heartbeatMs
    lastMs = Date.now()
    if (lateMs > sleptMs) accounts.resume()
    else accounts.evaluate()
  }, heartbeatMs)
  return () => {
    clearInterval(timer)
    stopWatching()
  }
}
