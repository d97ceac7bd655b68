import { lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Unix socket paths longer than about this are cut silently (104 bytes on macOS, 108 on Linux: unix(7)). */
const maxSocketPathBytes = 100

/** The longest name in the folder: of a candidate. */
const maxNameLength = 'candidate.4194304.ffffffff'

/** A symlink to the current owner's socket, for `curl` and other programs. */
export const stableSocketName = 'api.sock'

/** Why a folder or socket can't be trusted or used, in words. */
export class UnusableFolder extends Error {
  override readonly name = 'UnusableFolder'
}

const ownUid = (): number => process.getuid?.() ?? 0

/** Where the sockets of a data folder's owners are. */
export function getOwnerFolder(dataFolder: string): string {
  return join(dataFolder, 'owner')
}

export function socketName(generation: number): string {
  return `owner.${generation}`
}

/** All generations with a socket in that folder, in no order; none when there is no such folder. */
export function generationsIn(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const digits = /^owner\.([1-9]\d{0,14})$/.exec(name)?.[1]
      return digits === undefined ? [] : [Number(digits)]
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The highest generation in that folder; 0 when there is none. */
export function maxGeneration(folder: string): number {
  return generationsIn(folder).reduce((highest, one) => Math.max(highest, one), 0)
}

/** Throws `UnusableFolder` unless both folders are the user's own and nobody else can put a socket there. */
export function checkOwnerFolder(dataFolder: string): void {
  const data = statSync(dataFolder)
  // Windows has no owner and mode that Node could read: there the folder is the user's by what it inherits
  if (process.platform === 'win32') return
  if (data.uid !== ownUid()) throw new UnusableFolder(`${dataFolder} belongs to another user`)
  if ((data.mode & 0o002) !== 0) throw new UnusableFolder(`${dataFolder} can be written by everyone`)
  const folder = getOwnerFolder(dataFolder)
  const owner = lstatSync(folder)
  if (!owner.isDirectory()) throw new UnusableFolder(`${folder} is not a folder`)
  if (owner.uid !== ownUid()) throw new UnusableFolder(`${folder} belongs to another user`)
  if ((owner.mode & 0o077) !== 0)
    throw new UnusableFolder(`${folder} is open to other users (its mode must be 700)`)
}

/** Makes the folder for the sockets, for the user alone. Throws `UnusableFolder`. */
export function makeOwnerFolder(dataFolder: string): void {
  mkdirSync(getOwnerFolder(dataFolder), { recursive: true, mode: 0o700 })
  checkOwnerFolder(dataFolder)
}

/** Throws `UnusableFolder` unless this is a socket of the user's own. */
export function checkSocket(path: string): void {
  if (process.platform === 'win32') return
  const found = lstatSync(path)
  if (!found.isSocket()) throw new UnusableFolder(`${path} is not a socket`)
  if (found.uid !== ownUid()) throw new UnusableFolder(`${path} belongs to another user`)
}

/** A short mark of a path (FNV-1a). Two paths may share one: whoever uses it looks where the link leads. */
function toSocketMark(path: string): string {
  let mark = 0x811c9dc5
  for (const byte of Buffer.from(path)) mark = Math.imul(mark ^ byte, 0x01000193)
  return (mark >>> 0).toString(16)
}

// pipes are not in folders
const fits = (folder: string) =>
  process.platform === 'win32' || Buffer.byteLength(join(folder, maxNameLength)) <= maxSocketPathBytes

/**
 * A path to that folder that is short enough for sockets: itself, or else a symlink to it, made when it is missing, in
 * `XDG_RUNTIME_DIR` or the folder for temporary files. It is shorthand only: who the owner is depends on the folder
 * itself, so different symlinks may lead there. Throws `UnusableFolder`.
 */
export function shortPathTo(folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (fits(folder)) return folder
  const name = `jira-token-${ownUid()}-${toSocketMark(folder)}`
  const bases = [environment['XDG_RUNTIME_DIR'] ?? '', environment['TMPDIR'] ?? '', '/tmp']
  const link = bases
    .filter((base) => base !== '')
    .map((base) => join(base, name))
    .find(fits)
  if (link === undefined) throw new UnusableFolder(`the path ${folder} is too long for a socket`)
  try {
    symlinkSync(folder, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(link)
  if (!found.isSymbolicLink() || found.uid !== ownUid() || readlinkSync(link) !== folder)
    throw new UnusableFolder(`${link} is in the way: it should be a symlink to ${folder}`)
  return link
}
