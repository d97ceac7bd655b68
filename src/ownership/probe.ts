import { connect } from 'node:net'

/** Whether a program is listening: only `dead` and `gone` mean that none is; `busy` means unknown. */
export type Liveness = 'alive' | 'dead' | 'gone' | 'busy'

const livenessByCode: Readonly<Record<string, Liveness>> = { ECONNREFUSED: 'dead', ENOENT: 'gone' }

/** Connects to a Unix socket and hangs up. A suspended program is alive: the system accepts connections for it. */
export function probe(socketPath: string): Promise<Liveness> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const finish = (liveness: Liveness) => {
      socket.destroy()
      resolve(liveness)
    }
    socket.once('connect', () => finish('alive'))
    socket.on('error', (error: NodeJS.ErrnoException) => finish(livenessByCode[error.code ?? ''] ?? 'busy'))
  })
}
