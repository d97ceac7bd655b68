import { net, powerMonitor } from 'electron'
import { watchNetwork } from '../adapters/system/watch-network.ts'
import type { Accounts } from '../core/accounts/accounts.ts'
import type { AppStore } from '../core/state/app-store.ts'

/** Timers stop during sleep, so all accounts are re-evaluated at least this often. */
const heartbeatMs = 60_000

/** Tells the accounts about sleep, unlocking, and network changes, and evaluates them once a minute. */
export function watchPower(
  accounts: Pick<Accounts, 'evaluate' | 'suspend' | 'resume' | 'retryNow'>,
  store: AppStore,
): () => void {
  let wasOnline = net.isOnline()
  const beat = (): void => {
    const isOnline = net.isOnline()
    if (isOnline && !wasOnline) accounts.retryNow()
    else accounts.evaluate()
    wasOnline = isOnline
  }
  const heartbeat = setInterval(beat, heartbeatMs)
  const stopWatching = watchNetwork(store, () => accounts.retryNow())
  powerMonitor.on('suspend', () => accounts.suspend())
  powerMonitor.on('resume', () => accounts.resume())
  powerMonitor.on('unlock-screen', () => accounts.retryNow())
  return () => {
    clearInterval(heartbeat)
    stopWatching()
    powerMonitor.removeAllListeners()
  }
}
