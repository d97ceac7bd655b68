import { chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { getErrorNumber } from '../shared/error-number.ts'

/** Longer Unix socket paths are truncated silently (at 104 bytes on macOS, 108 on Linux: unix(7)). */
const maxSocketPathBytes = 100

/** The longest file name in the folder: a candidate's. */
const longestName = 'candidate.4194304.ffffffff'

/** A symlink to the current owner's socket, for `curl` and other programs. */
export const stableSocketName = 'api.sock'

/** A folder or socket can't be trusted or used; the message says why. */
export class UnusableFolder extends Error {
  override readonly name = 'UnusableFolder'
}

const ownUid = (): number => process.getuid?.() ?? 0

/** The folder for the sockets of a data folder's owners. */
export function getOwnerFolder(dataFolder: string): string {
  return join(dataFolder, 'owner')
}

export function socketName(generation: number): string {
  return `owner.${generation}`
}

/** All generations with a socket in that folder, unordered; empty when there is no such folder. */
export function generationsIn(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const digits = /^owner\.([1-9]\d{0,14})$/.exec(name)?.[1]
      return digits === undefined ? [] : [Number(digits)]
    })
  } catch (error) {
    if (getErrorNumber(error) === 'ENOENT') return []
    throw error
  }
}

/** The highest generation in that folder; 0 when there is none. */
export function maxGeneration(folder: string): number {
  return generationsIn(folder).reduce((highest, one) => Math.max(highest, one), 0)
}

/** Throws `UnusableFolder` unless both folders belong to the user and nobody else can put a socket there. */
export function checkOwnerFolder(dataFolder: string): void {
  const data = statSync(dataFolder)
  const folder = getOwnerFolder(dataFolder)
  // on Windows, Node can't read owner and mode: see `allowOnlyUser`
  const isPosix = process.platform !== 'win32'
  if (isPosix && data.uid !== ownUid()) throw new UnusableFolder(`${dataFolder} belongs to another user`)
  if (isPosix && (data.mode & 0o002) !== 0) throw new UnusableFolder(`${dataFolder} is writable by everyone`)
  const owner = lstatSync(folder)
  if (!owner.isDirectory()) throw new UnusableFolder(`${folder} is not a folder`)
  if (isPosix && owner.uid !== ownUid()) throw new UnusableFolder(`${folder} belongs to another user`)
  if (isPosix && (owner.mode & 0o077) !== 0)
    throw new UnusableFolder(`${folder} is accessible to other users (its mode must be 700)`)
}

/** Takes other users' access to the data folder away, unless everyone could have put something there. */
function keepPrivate(dataFolder: string): void {
  if (process.platform === 'win32') return
  const { uid, mode } = statSync(dataFolder)
  const isOpen = (mode & 0o077) !== 0 && (mode & 0o002) === 0
  if (uid === ownUid() && isOpen) chmodSync(dataFolder, 0o700)
}

/**
 * Creates the folder for the sockets, and makes it and the data folder accessible only to the user. Throws
 * `UnusableFolder`.
 */
export function makeOwnerFolder(dataFolder: string): void {
  mkdirSync(getOwnerFolder(dataFolder), { recursive: true, mode: 0o700 })
  keepPrivate(dataFolder)
  checkOwnerFolder(dataFolder)
}

/** Throws `UnusableFolder` unless this is a socket that belongs to the user. */
export function checkSocket(path: string): void {
  if (process.platform === 'win32') return
  const found = lstatSync(path)
  if (!found.isSocket()) throw new UnusableFolder(`${path} is not a socket`)
  if (found.uid !== ownUid()) throw new UnusableFolder(`${path} belongs to another user`)
}

/** A short hash of a path (FNV-1a). Two paths may share one, so the caller checks where the link points. */
function toPathHash(path: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(path)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16)
}

// pipes have no folder
const fits = (folder: string) =>
  process.platform === 'win32' || Buffer.byteLength(join(folder, longestName)) <= maxSocketPathBytes

/** Whether this is our symlink to that folder. */
function isLinkTo(link: string, folder: string): boolean {
  const found = lstatSync(link, { throwIfNoEntry: false })
  return found?.isSymbolicLink() === true && found.uid === ownUid() && readlinkSync(link) === folder
}

/** Creates the symlink; false if something else has this name. */
function makeLink(link: string, folder: string): boolean {
  try {
    symlinkSync(folder, link)
  } catch (error) {
    if (getErrorNumber(error) !== 'EEXIST') throw error
  }
  return isLinkTo(link, folder)
}

/**
 * A path to that folder that is short enough for sockets: the folder itself, or else a symlink to it in `XDG_RUNTIME_DIR`
 * or the temporary folder, created if missing. Ownership depends on the folder itself, so different symlinks to it are
 * fine. In the temporary folder, another user may take the symlink's name first; then it gets a random one. Throws
 * `UnusableFolder`.
 */
export function shortPathTo(folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (fits(folder)) return folder
  const name = `jira-token-${ownUid()}-${toPathHash(folder)}`
  const bases = [environment['XDG_RUNTIME_DIR'] ?? '', environment['TMPDIR'] ?? '', '/tmp']
  const link = bases
    .filter((base) => base !== '')
    .map((base) => join(base, name))
    .find((one) => fits(`${one}.ffffffff`))
  if (link === undefined) throw new UnusableFolder(`the path ${folder} is too long for a socket`)
  if (makeLink(link, folder)) return link
  const mine = readdirSync(dirname(link))
    .filter((one) => one.startsWith(`${basename(link)}.`))
    .map((one) => join(dirname(link), one))
    .find((one) => isLinkTo(one, folder))
  const { randomBytes } = process.getBuiltinModule('node:crypto')
  const other = mine ?? `${link}.${randomBytes(4).toString('hex')}`
  if (makeLink(other, folder)) return other
  throw new UnusableFolder(`${other} is not a symlink to ${folder}; remove it`)
}
