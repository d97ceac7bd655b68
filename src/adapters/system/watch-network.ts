import { networkInterfaces } from 'node:os'

/** Cheap enough to look this often: one system call. */
const pollMs = 5000

/** The addresses of this computer in its networks, as one text. */
function readAddresses(): string {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  )
  return all.toSorted().join('\n')
}

/** Calls `changed` when this computer's addresses change: another Wi-Fi, a VPN, a cable. Returns how to stop. */
export function watchNetwork(changed: () => void, read = readAddresses): () => void {
  let before = read()
  const timer = setInterval(() => {
    const now = read()
    if (now === before) return
    before = now
    changed()
  }, pollMs)
  timer.unref()
  return () => clearInterval(timer)
}
