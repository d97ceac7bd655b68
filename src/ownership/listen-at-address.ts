import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { addressIn, type OwnerAddress } from './owner-address.ts'

/** How clients find the owner: through a file in the owner's folder. */
export interface AddressListener {
  /** Makes the server listen and creates the file. Resolves with the address. */
  offer(server: Server, file: string): Promise<OwnerAddress>
  /** null when the file is damaged. Throws file system errors, such as ENOENT. */
  addressAt(file: string): OwnerAddress | null
}

/** Waiting connections; the system may allow fewer (`net.core.somaxconn`). */
const backlog = 4096

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path, backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Flushed to disk on return: after a power loss, its published name must not point to an empty file. */
function writeDurably(file: string, text: string): void {
  const made = openSync(file, 'wx', 0o600)
  try {
    writeFileSync(made, text)
    fsyncSync(made)
  } finally {
    closeSync(made)
  }
}

/** The file is the socket itself, accessible only to the user. */
const unixSockets: AddressListener = {
  offer: async (server, file) => {
    await listen(server, file)
    chmodSync(file, 0o600)
    return { socketPath: file, cookie: null }
  },
  addressAt: (file) => ({ socketPath: file, cookie: null }),
}

/**
 * Windows: everyone may connect to a pipe. So its name is random and requests need a cookie; both are in the file, in a
 * folder that only the user can read. Source: Microsoft Learn, "Named Pipe Security and Access Rights".
 *
 * @param toPath the path of the pipe with a given name
 */
export function namedPipes(toPath = (name: string) => `\\\\.\\pipe\\${name}`): AddressListener {
  return {
    offer: async (server, file) => {
      const random = () => randomBytes(16).toString('hex')
      const address = { socketPath: toPath(`jira-token-${random()}`), cookie: random() }
      await listen(server, address.socketPath)
      writeDurably(file, JSON.stringify(address))
      return address
    },
    addressAt: addressIn,
  }
}

/** The one for this platform. */
export const addressListener: AddressListener = process.platform === 'win32' ? namedPipes() : unixSockets
