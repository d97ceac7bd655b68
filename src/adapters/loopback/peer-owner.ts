import { isForeign, readTcpSockets, type TcpSocket } from '../../files/tcp-sockets.ts'

/** A connection from this machine, as our end sees it. */
export interface Connection {
  readonly localPort?: number | undefined
  readonly remotePort?: number | undefined
}

/**
 * Who opened a connection to us: the user (or root), another user, or unknown: the system does not say, or the other end is
 * closed already.
 */
export function peerOwner(
  { localPort, remotePort }: Connection,
  readTable: () => readonly TcpSocket[] = readTcpSockets,
  ownUid = process.getuid?.(),
): 'user' | 'other' | 'unknown' {
  const ends = readTable().filter(
    (socket) => socket.localPort === remotePort && socket.remotePort === localPort,
  )
  if (ends.some((socket) => isForeign(socket, ownUid))) return 'other'
  return ends.length === 0 || ends.some(({ uid }) => uid === null) ? 'unknown' : 'user'
}
