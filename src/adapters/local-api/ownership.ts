import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import {
  generationsIn,
  highestGeneration,
  makeOwnerFolder,
  ownerFolderOf,
  shortPathTo,
  socketName,
  stableSocketName,
} from './owner-folder.ts'
import { probe } from './probe.ts'

/** How an attempt to own a data folder ended. After anything but `owned` the server is closed. */
export type Claim =
  | { readonly kind: 'owned'; readonly generation: number }
  /** Somebody else owns it: `socketPath` leads to them. */
  | { readonly kind: 'taken'; readonly socketPath: string }
  /** Not known whether somebody owns it; try again later. */
  | { readonly kind: 'busy' }

/** Waiting connections; the system may allow fewer (`net.core.somaxconn`). */
const backlog = 4096

/** A candidate's socket that nobody has taken away for so long is a dead one's. */
const staleCandidateMs = 60_000

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path, backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function hangUp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void).call(server)
    server.close(() => resolve())
  })
}

/** Makes `path` another name of `socket`, unless that name is taken: only one can. */
function publish(socket: string, path: string): boolean {
  try {
    linkSync(socket, path)
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
  const link = join(folder, `candidate.${process.pid}.link`)
  remove(link)
  symlinkSync(socketName(mine), link)
  renameSync(link, join(folder, stableSocketName))
}

/** Who owns the folder now. */
async function look(folder: string): Promise<{ highest: number; pulse: 'alive' | 'none' | 'busy' }> {
  const highest = highestGeneration(folder)
  if (highest === 0) return { highest, pulse: 'none' }
  const pulse = await probe(join(folder, socketName(highest)))
  return { highest, pulse: pulse === 'dead' ? 'none' : pulse === 'gone' ? 'busy' : pulse }
}

/**
 * Tries to become the one owner of a data folder, by compare-and-swap: `server` (not listening yet) listens on a socket
 * of its own, which is then published under the next number with `link()`, which only one can do, and only after the
 * socket with the highest number so far was found dead. The highest number is never taken away again, not even by
 * its owner's end, so that numbers only grow and a slow candidate can't publish an old one unnoticed: it looks again,
 * and yields to a higher one.
 *
 * Rejects with `UnusableFolder`, or with what the file system says.
 */
export async function claimOwnership(dataFolder: string, server: Server): Promise<Claim> {
  makeOwnerFolder(dataFolder)
  const folder = ownerFolderOf(dataFolder)
  const short = shortPathTo(folder)
  const before = await look(short)
  if (before.pulse === 'alive') return { kind: 'taken', socketPath: join(short, socketName(before.highest)) }

  const candidate = join(short, `candidate.${process.pid}.${randomBytes(4).toString('hex')}`)
  await listen(server, candidate)
  try {
    chmodSync(candidate, 0o600)
    const { highest, pulse } = await look(short)
    if (pulse === 'none') {
      const mine = highest + 1
      const path = join(short, socketName(mine))
      if (publish(candidate, path)) {
        if (highestGeneration(short) === mine) {
          tidy(short, mine)
          return { kind: 'owned', generation: mine }
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
  const after = await look(short)
  return after.pulse === 'alive'
    ? { kind: 'taken', socketPath: join(short, socketName(after.highest)) }
    : { kind: 'busy' }
}
