import { copyFileSync, existsSync, linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** A file that contains one JSON value and is written atomically. */
export interface JsonFile<T> {
  get(): T
  set(content: T): void
}

/** The part of `conf` and `electron-store` that we use. Both write to a temporary file, sync it, and rename it. */
export interface JsonStore<T extends Record<string, unknown>> {
  store: T
}

/** A file that could not be used as it was, and is kept under another name. */
export interface SetAside {
  readonly file: string
  readonly keptAs: string
  /** `restored`: it was damaged, and its last good copy is in use. `missing`: so is the copy, `keptAs`. */
  readonly why: Exclude<Fit, 'whole'> | 'restored' | 'missing'
}

export interface JsonFileOptions<T extends Record<string, unknown>> {
  readonly path: string
  readonly empty: T
  /** The usable part of the content, and how much that is. */
  readonly read: (content: unknown) => { readonly content: T; readonly fit: Fit }
  /** Opens the store on `path`. Called once that file is readable or gone. */
  readonly open: () => JsonStore<T>
  readonly now: () => Date
}

/** undefined when that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An unused path for a file that is set aside. */
function datedName(path: string, fit: Exclude<Fit, 'whole'>, now: Date): string {
  const extension = extname(path)
  const why = fit === 'newer' ? 'newer' : 'damaged'
  const date = now
    .toISOString()
    .replaceAll(':', '-')
    .replace(/\.\d+Z$/, '')
  const named = (count: number): string =>
    join(
      dirname(path),
      `${basename(path, extension)}.${why}-${date}${count > 1 ? `-${count}` : ''}${extension}`,
    )
  let count = 1
  while (existsSync(named(count))) count += 1
  return named(count)
}

/** Keeps the file under a dated name too. It can then be replaced, without a moment in which there is no such file. */
export function setFileAside(path: string, why: Exclude<Fit, 'whole'>, now: Date): SetAside {
  const keptAs = datedName(path, why, now)
  try {
    linkSync(path, keptAs)
  } catch {
    // a disk without hard links
    copyFileSync(path, keptAs)
  }
  return { file: basename(path), keptAs: basename(keptAs), why }
}

/** Editors on Windows put a byte order mark at the beginning. */
const byteOrderMark = /^\uFEFF/

function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

const nameOfCopy = (path: string): string => {
  const extension = extname(path)
  return join(dirname(path), `${basename(path, extension)}.last-good${extension}`)
}

/** Keeps a copy of the file, for the next start. Without space for it, the earlier copy stays. */
function keepCopy(path: string): void {
  const copy = nameOfCopy(path)
  try {
    copyFileSync(path, `${copy}.new`)
    renameSync(`${copy}.new`, copy)
  } catch {
    // the file itself is fine
  }
}

interface Found<T> {
  readonly content: T
  readonly setAside: SetAside | null
}

/** The last good copy; null if there is none, or if it can't be used either. */
function readCopy<T extends Record<string, unknown>>({ path, read }: JsonFileOptions<T>): T | null {
  try {
    const { content, fit } = read(parseJson(readFileSync(nameOfCopy(path), 'utf8')))
    return fit === 'damaged' || fit === 'newer' ? null : content
  } catch {
    return null
  }
}

function findContent<T extends Record<string, unknown>>(options: JsonFileOptions<T>): Found<T> {
  const { path, empty, read, now } = options
  if (!existsSync(path)) {
    const copy = readCopy(options)
    replaceFile(path, JSON.stringify(copy ?? empty))
    if (copy === null) return { content: empty, setAside: null }
    const keptAs = basename(nameOfCopy(path))
    return { content: copy, setAside: { file: basename(path), keptAs, why: 'missing' } }
  }
  const text = readFileSync(path, 'utf8')
  const plain = text.replace(byteOrderMark, '')
  const { content, fit } = read(parseJson(plain))
  if (fit === 'whole') {
    if (plain !== text) replaceFile(path, plain)
    return { content, setAside: null }
  }
  const copy = fit === 'damaged' ? readCopy(options) : null
  const setAside = setFileAside(path, fit, now())
  replaceFile(path, JSON.stringify(copy ?? content))
  return { content: copy ?? content, setAside: copy === null ? setAside : { ...setAside, why: 'restored' } }
}

/**
 * Opens the file. A damaged or newer file is never overwritten: it is kept under a dated name, and its last good copy, or
 * else its usable part, takes its place. Throws errors from `node:fs`.
 */
export function openJsonFile<T extends Record<string, unknown>>(
  options: JsonFileOptions<T>,
): { file: JsonFile<T>; setAside: SetAside | null } {
  const { path } = options
  const { content, setAside } = findContent(options)
  const store = options.open()
  keepCopy(path)
  let current = content
  return {
    setAside,
    file: {
      get: () => current,
      set: (next) => {
        store.store = next
        current = next
        keepCopy(path)
      },
    },
  }
}

/**
 * How much of a file can be used: all of it; all but some records; at most a few settings; or nothing, because a newer
 * version of the app wrote it.
 */
export type Fit = 'whole' | 'partlyDamaged' | 'damaged' | 'newer'

/** Whether a newer version of the app wrote this content. */
export function isNewer(content: unknown, ownVersion: number): boolean {
  const { version } = (typeof content === 'object' && content !== null ? content : {}) as {
    version?: unknown
  }
  return typeof version === 'number' && Number.isInteger(version) && version > ownVersion
}
