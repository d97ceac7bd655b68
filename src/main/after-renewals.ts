import type { AppStore } from '../core/state/app-store.ts'
import type { AppSnapshot } from '../shared/snapshot.ts'

/** Calls back once no account is being renewed, which may be immediately. */
export function afterRenewals(store: Pick<AppStore, 'snapshot' | 'subscribe'>, callBack: () => void): void {
  const isRenewing = ({ accounts }: AppSnapshot) =>
    accounts.some(({ activity }) => activity.kind === 'renewing')
  if (!isRenewing(store.snapshot())) return callBack()
  const stop = store.subscribe((snapshot) => {
    if (isRenewing(snapshot)) return
    stop()
    callBack()
  })
}
