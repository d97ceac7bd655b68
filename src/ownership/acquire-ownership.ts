import { randomBytes } from 'node:crypto'
import { linkSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { addressListener, type AddressListener } from './listen-at-address.ts'
import type { OwnerAddress } from './owner-address.ts'
import {
  generationsIn,
  maxGeneration,
  makeOwnerFolder,
  getOwnerFolder,
  shortPathTo,
  socketName,
  stableSocketName,
} from './owner-folder.ts'
import { probe } from './probe.ts'
import { getErrorNumber } from '../shared/error-number.ts'

/** The result of an attempt to own a data folder. Unless it is `owned`, the server is closed. */
export type Claim =
  | { readonly kind: 'owned'; readonly generation: number; readonly cookie: string | null }
  /** Another program owns it. */
  | { readonly kind: 'taken'; readonly address: OwnerAddress }
  /** Unknown whether it has an owner; try again later. */
  | { readonly kind: 'busy' }

/** A candidate's socket this old belongs to a dead program. */
const staleCandidateMs = 60_000

function hangUp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void).call(server)
    server.close(() => resolve())
  })
}

/** Makes `path` another name of `file`, unless that name is taken: only one program can succeed. */
function publish(file: string, path: string): boolean {
  try {
    linkSync(file, path)
    return true
  } catch (error) {
    // the name is taken, or the candidate was cleaned up
    if (getErrorNumber(error) === 'EEXIST' || getErrorNumber(error) === 'ENOENT') return false
    throw error
  }
}

function remove(path: string): void {
  rmSync(path, { force: true })
}

/** Removes leftovers of earlier owners and candidates, and points the stable name to this socket. */
function tidy(folder: string, mine: number): void {
  for (const generation of generationsIn(folder)) {
    if (generation < mine) remove(join(folder, socketName(generation)))
  }
  for (const name of readdirSync(folder).filter((name) => name.startsWith('candidate.'))) {
    const path = join(folder, name)
    const changedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (Date.now() - changedMs > staleCandidateMs) remove(path)
  }
  // on Windows, clients read the file with the highest number
  if (process.platform === 'win32') return
  const link = join(folder, `candidate.${process.pid}.link`)
  remove(link)
  symlinkSync(socketName(mine), link)
  renameSync(link, join(folder, stableSocketName))
}

interface Look {
  readonly highest: number
  readonly liveness: 'alive' | 'none' | 'busy'
  /** The address of the highest generation; null when there is none. */
  readonly address: OwnerAddress | null
}

/** Who owns the folder now. */
async function look(folder: string, listener: AddressListener): Promise<Look> {
  const highest = maxGeneration(folder)
  if (highest === 0) return { highest, liveness: 'none', address: null }
  try {
    const address = listener.addressAt(join(folder, socketName(highest)))
    // it was complete before it got this name, so nobody is writing it: its owner died in a power loss
    if (address === null) return { highest, liveness: 'none', address }
    const liveness = await probe(address.socketPath)
    // a pipe without an owner disappears; a socket's file stays, unless another owner has just removed it
    const isDead = liveness === 'dead' || (liveness === 'gone' && address.cookie !== null)
    return { highest, liveness: isDead ? 'none' : liveness === 'alive' ? 'alive' : 'busy', address }
  } catch (error) {
    if (getErrorNumber(error) !== 'ENOENT') throw error
    return { highest, liveness: 'busy', address: null }
  }
}

const taken = ({ liveness, address }: Look): Claim =>
  liveness === 'alive' && address !== null ? { kind: 'taken', address } : { kind: 'busy' }

/**
 * Tries to become the only owner of a data folder, by compare-and-swap: `server` (not listening yet) listens on a new
 * socket, which is then published under the next number with `link()`. Only one program can succeed, and only after the
 * socket with the highest number so far was found dead. The highest number is never removed, not even when its owner
 * exits, so numbers only grow and a slow candidate can't publish an old one unnoticed: it checks again, and yields to a
 * higher one.
 *
 * Rejects with `UnusableFolder` or a file system error.
 */
export async function claimOwnership(
  dataFolder: string,
  server: Server,
  listener: AddressListener = addressListener,
): Promise<Claim> {
  makeOwnerFolder(dataFolder)
  const folder = getOwnerFolder(dataFolder)
  const short = shortPathTo(folder)
  const before = await look(short, listener)
  if (before.liveness === 'alive') return taken(before)

  const candidate = join(short, `candidate.${process.pid}.${randomBytes(4).toString('hex')}`)
  const { cookie } = await listener.offer(server, candidate)
  try {
    const { highest, liveness } = await look(short, listener)
    if (liveness === 'none') {
      const mine = highest + 1
      const path = join(short, socketName(mine))
      if (publish(candidate, path)) {
        if (maxGeneration(short) === mine) {
          tidy(short, mine)
          return { kind: 'owned', generation: mine, cookie }
        }
        remove(path)
      }
    }
  } catch (error) {
    await hangUp(server)
    throw error
  } finally {
    remove(candidate)
  }
  await hangUp(server)
  return taken(await look(short, listener))
}
