import { connect } from 'node:net'

/** Whether somebody listens there: only `dead` and `gone` mean that nobody does; `busy` means that it is not known. */
export type Pulse = 'alive' | 'dead' | 'gone' | 'busy'

const pulses: Readonly<Record<string, Pulse>> = { ECONNREFUSED: 'dead', ENOENT: 'gone' }

/** Connects to a Unix socket and hangs up. A stopped program is alive: the system accepts in its place. */
export function probe(socketPath: string): Promise<Pulse> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const settle = (pulse: Pulse) => {
      socket.destroy()
      resolve(pulse)
    }
    socket.once('connect', () => settle('alive'))
    socket.on('error', (error: NodeJS.ErrnoException) => settle(pulses[error.code ?? ''] ?? 'busy'))
  })
}
