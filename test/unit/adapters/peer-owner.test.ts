import { expect, test } from 'vitest'
import { peerOwner } from '../../../src/adapters/loopback/peer-owner.ts'
import { parseTcpSockets } from '../../../src/files/tcp-sockets.ts'

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
const line = (local: number, remote: number, state: string, uid: number, inode: number) =>
  `   1: 0100007F:${hex(local)} 0100007F:${hex(remote)} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`

const [ours, theirs] = [8080, 51_234]
const connection = { localPort: ours, remotePort: theirs }
const ownEnd = line(ours, theirs, '01', 1000, 7)

test.each([
  ['the user', line(theirs, ours, '01', 1000, 8), 'user'],
  ['root', line(theirs, ours, '01', 0, 8), 'user'],
  ['another user', line(theirs, ours, '01', 1001, 8), 'other'],
  ['another user, half closed', line(theirs, ours, '05', 1001, 8), 'other'],
  ['nobody any more: Linux then shows root', line(theirs, ours, '06', 0, 0), 'unknown'],
  ['nobody in the list', '', 'unknown'],
  ['a user on another port', line(theirs + 1, ours, '01', 1000, 8), 'unknown'],
  [
    'both the user and another one',
    line(theirs, ours, '01', 1000, 8) + line(theirs, ours, '01', 1001, 9),
    'other',
  ],
  [
    'the user and a closed one',
    line(theirs, ours, '01', 1000, 8) + line(theirs, ours, '06', 0, 0),
    'unknown',
  ],
])('a connection of %s', (_who, peer, owner) => {
  const table = parseTcpSockets(head + ownEnd + peer + line(ours, 0, '0A', 1000, 6))
  expect(peerOwner(connection, () => table, 1000)).toBe(owner)
})

test('nothing is known where the system has no such list', () => {
  expect(peerOwner(connection, () => [], 1000)).toBe('unknown')
  expect(parseTcpSockets('')).toEqual([])
  expect(parseTcpSockets('<html>not a table</html>\n1: x y\n')).toEqual([])
})
