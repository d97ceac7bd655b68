import type { Accounts } from '../../core/accounts/accounts.ts'

/** A timer is only a hint: sleep stops it. So everything is looked at anew at least this often. */
const heartbeatMs = 30_000

/** So late a beat means that the computer slept: Node tells nobody. */
const sleptMs = 15_000

/** Looks at the accounts regularly; what was in the air during sleep is asked again. */
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
