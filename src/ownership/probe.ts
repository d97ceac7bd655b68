import { connect } from 'node:net'

/** Whether somebody listens there: only `dead` and `gone` mean that nobody does; `busy` means that it is not known. */
export type Liveness = 'alive' | 'dead' | 'gone' | 'busy'

const livenessByCode: Readonly<Record<string, Liveness>> = { ECONNREFUSED: 'dead', ENOENT: 'gone' }

/** Connects to a Unix socket and hangs up. A stopped program is alive: the system accepts in its place. */
export function probe(socketPath: string): Promise<Liveness> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const settle = (liveness: Liveness) => {
      socket.destroy()
      resolve(liveness)
    }
    socket.once('connect', () => settle('alive'))
    socket.on('error', (error: NodeJS.ErrnoException) => settle(livenessByCode[error.code ?? ''] ?? 'busy'))
  })
}
