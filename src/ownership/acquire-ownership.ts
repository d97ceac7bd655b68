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

/** How an attempt to own a data folder ended. After anything but `owned` the server is closed. */
export type Claim =
  | { readonly kind: 'owned'; readonly generation: number; readonly cookie: string | null }
  /** Somebody else owns it. */
  | { readonly kind: 'taken'; readonly address: OwnerAddress }
  /** Not known whether somebody owns it; try again later. */
  | { readonly kind: 'busy' }

/** A candidate's socket that nobody has taken away for so long is a dead one's. */
const staleCandidateMs = 60_000

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

function hangUp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void).call(server)
    server.close(() => resolve())
  })
}

/** Makes `path` another name of `file`, unless that name is taken: only one can. */
function publish(file: string, path: string): boolean {
  try {
    linkSync(file, path)
    return true
  } catch (error) {
    // a name that is taken, or a candidate that was swept away
    if (isCode(error, 'EEXIST') || isCode(error, 'ENOENT')) return false
    throw error
  }
}

function remove(path: string): void {
  rmSync(path, { force: true })
}

/** Takes away what owners and candidates before left, and points the stable name to this one. */
function tidy(folder: string, mine: number): void {
  for (const generation of generationsIn(folder)) {
    if (generation < mine) remove(join(folder, socketName(generation)))
  }
  for (const name of readdirSync(folder).filter((name) => name.startsWith('candidate.'))) {
    const path = join(folder, name)
    const changedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (Date.now() - changedMs > staleCandidateMs) remove(path)
  }
  // programs there read the file with the highest number
  if (process.platform === 'win32') return
  const link = join(folder, `candidate.${process.pid}.link`)
  remove(link)
  symlinkSync(socketName(mine), link)
  renameSync(link, join(folder, stableSocketName))
}

interface Look {
  readonly highest: number
  readonly liveness: 'alive' | 'none' | 'busy'
  /** Of the highest generation; null when there is none. */
  readonly address: OwnerAddress | null
}

/** Who owns the folder now. */
async function look(folder: string, place: AddressListener): Promise<Look> {
  const highest = maxGeneration(folder)
  if (highest === 0) return { highest, liveness: 'none', address: null }
  try {
    const address = place.addressAt(join(folder, socketName(highest)))
    // it was whole before it got this name: so nobody is writing it, and its owner went with a loss of power
    if (address === null) return { highest, liveness: 'none', address }
    const liveness = await probe(address.socketPath)
    // a pipe without an owner is gone; a socket's file stays, unless another owner has just swept it away
    const isDead = liveness === 'dead' || (liveness === 'gone' && address.cookie !== null)
    return { highest, liveness: isDead ? 'none' : liveness === 'alive' ? 'alive' : 'busy', address }
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
    return { highest, liveness: 'busy', address: null }
  }
}

const taken = ({ liveness, address }: Look): Claim =>
  liveness === 'alive' && address !== null ? { kind: 'taken', address } : { kind: 'busy' }

/**
 * Tries to become the one owner of a data folder, by compare-and-swap: `server` (not listening yet) listens on a socket
 * of its own, which is then published under the next number with `link()`, which only one can do, and only after the
 * socket with the highest number so far was found dead. The highest number is never taken away again, not even by
 * its owner's end, so that numbers only grow and a slow candidate can't publish an old one unnoticed: it looks again,
 * and yields to a higher one.
 *
 * Rejects with `UnusableFolder`, or with what the file system says.
 */
export async function claimOwnership(
  dataFolder: string,
  server: Server,
  place: AddressListener = addressListener,
): Promise<Claim> {
  makeOwnerFolder(dataFolder)
  const folder = getOwnerFolder(dataFolder)
  const short = shortPathTo(folder)
  const before = await look(short, place)
  if (before.liveness === 'alive') return taken(before)

  const candidate = join(short, `candidate.${process.pid}.${randomBytes(4).toString('hex')}`)
  const { cookie } = await place.offer(server, candidate)
  try {
    const { highest, liveness } = await look(short, place)
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
  return taken(await look(short, place))
}
