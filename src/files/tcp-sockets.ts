import { readFileSync } from 'node:fs'

/** A TCP socket of this machine, as Linux lists it. */
export interface TcpSocket {
  readonly localPort: number
  readonly remotePort: number
  readonly isListening: boolean
  /** The user who opened it; null once no program has it open any more. */
  readonly uid: number | null
}

const listening = '0A'

const toPort = (address: string | undefined): number => Number.parseInt(address?.split(':')[1] ?? '', 16)

/** The sockets in the content of /proc/net/tcp or tcp6. Source: Linux, Documentation/networking/proc_net_tcp.rst. */
export function parseTcpSockets(text: string): TcpSocket[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length > 9)
    .map(([, local, remote, state, , , , uid, , inode]) => ({
      localPort: toPort(local),
      remotePort: toPort(remote),
      isListening: state === listening,
      // Linux shows root as the owner of a closed one
      uid: inode === '0' ? null : Number(uid),
    }))
}

/** All TCP sockets of this machine; empty where the system doesn't say. */
export function readTcpSockets(): TcpSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => {
    try {
      return parseTcpSockets(readFileSync(file, 'latin1'))
    } catch {
      // only Linux has it; without IPv6 there is one file less
      return []
    }
  })
}

/** Whether another user's program listens on this port. */
export function hasForeignListener(
  port: number,
  sockets: readonly TcpSocket[] = readTcpSockets(),
  ownUid?: number,
): boolean {
  return sockets.some(
    (socket) => socket.isListening && socket.localPort === port && isForeign(socket, ownUid),
  )
}

/** Whether a socket belongs to another user. Root doesn't count, because it can do anything anyway. */
export function isForeign({ uid }: TcpSocket, ownUid = process.getuid?.()): boolean {
  return uid !== null && uid !== 0 && uid !== ownUid
}
