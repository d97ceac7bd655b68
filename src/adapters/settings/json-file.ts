import { existsSync, readFileSync, renameSync } from 'node:fs'
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

/** A file that could not be used and was renamed. */
export interface SetAside {
  readonly file: string
  readonly keptAs: string
  readonly why: Exclude<Fit, 'whole'>
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
function datedName(path: string, why: SetAside['why'], now: Date): string {
  const extension = extname(path)
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

/** Gives the file a dated name, under which it is kept. */
export function setFileAside(path: string, why: SetAside['why'], now: Date): SetAside {
  const keptAs = datedName(path, why, now)
  renameSync(path, keptAs)
  return { file: basename(path), keptAs: basename(keptAs), why }
}

/**
 * Opens the file. A damaged or newer file is never overwritten: it is renamed to a dated name, and its usable part goes
 * into a new file. Throws errors from `node:fs`.
 */
export function openJsonFile<T extends Record<string, unknown>>(
  options: JsonFileOptions<T>,
): { file: JsonFile<T>; setAside: SetAside | null } {
  const { path, empty, now } = options
  const exists = existsSync(path)
  const { content, fit } = exists
    ? options.read(parseJson(readFileSync(path, 'utf8')))
    : { content: empty, fit: 'whole' as const }
  const setAside = fit === 'whole' ? null : setFileAside(path, fit, now())
  const store = options.open()
  if (fit !== 'whole' || !exists) store.store = content
  let current = content
  return {
    setAside,
    file: {
      get: () => current,
      set: (next) => {
        store.store = next
        current = next
      },
    },
  }
}

/**
 * How much of a file can be used: all of it, the undamaged part, or nothing because a newer version of the app wrote
 * it.
 */
export type Fit = 'whole' | 'damaged' | 'newer'

/** Whether a newer version of the app wrote this content. */
export function isNewer(content: unknown, ownVersion: number): boolean {
  const { version } = (typeof content === 'object' && content !== null ? content : {}) as {
    version?: unknown
  }
  return typeof version === 'number' && Number.isInteger(version) && version > ownVersion
}
