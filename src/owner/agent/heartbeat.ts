import type { Accounts } from '../../core/accounts/accounts.ts'

/** Sleep stops timers, so everything is checked again at least this often. */
const heartbeatMs = 30_000

/** A heartbeat this late means that the computer was asleep: Node has no event for it. */
const sleptMs = 15_000

/** Checks the accounts regularly, and repeats requests that were interrupted by sleep. */
export function startHeartbeat(accounts: Pick<Accounts, 'evaluate' | 'resume'>): () => void {
  let lastMs = Date.now()
  const timer = setInterval(() => {
    const lateMs = Date.now() - lastMs - heartbeatMs
    lastMs = Date.now()
    if (lateMs > sleptMs) accounts.resume()
    else accounts.evaluate()
  }, heartbeatMs)
  return () => clearInterval(timer)
}
