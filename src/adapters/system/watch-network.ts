import { networkInterfaces } from 'node:os'
import type { AppStore } from '../../core/state/app-store.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'

/** Cheap enough to look this often while something waits: one system call. */
const pollMs = 5000

/** The addresses of this computer in its networks, as one text. */
function readAddresses(): string {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  )
  return all.toSorted().join('\n')
}

/**
 * Calls `changed` when this computer's addresses change (another Wi-Fi, a VPN, a cable) while a renewal waits to be tried
 * again. While none does, it doesn't look, so that it wakes no computer for nothing. Returns how to stop.
 */
export function watchNetwork(
  store: Pick<AppStore, 'snapshot' | 'subscribe'>,
  changed: () => void,
  read = readAddresses,
): () => void {
  let timer: NodeJS.Timeout | null = null
  let before = ''

  const look = (): void => {
    const now = read()
    if (now === before) return
    before = now
    changed()
  }

  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  const follow = ({ accounts }: AppSnapshot): void => {
    const does = (kind: string) => accounts.some(({ activity }) => activity.kind === kind)
    // the network may change during an attempt that fails nevertheless
    const isWaiting = does('retrying') || (timer !== null && does('renewing'))
    if (!isWaiting) return stop()
    if (timer !== null) return
    before = read()
    timer = setInterval(look, pollMs)
    timer.unref()
  }

  const unsubscribe = store.subscribe(follow)
  follow(store.snapshot())
  return () => {
    unsubscribe()
    stop()
  }
}
