import { readFileSync } from 'node:fs'

/** Where to reach an owner, and the proof that a client may read its folder. */
export interface OwnerAddress {
  readonly socketPath: string
  /** null: only the user can connect there. */
  readonly cookie: string | null
}

export const cookieName = 'x-jira-token-cookie'

/** The header that proves that a program may read the owner's folder; empty where the system enforces it. */
export function cookieHeader(cookie: string | null): Readonly<Record<string, string>> {
  return cookie === null ? {} : { [cookieName]: cookie }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The address in a file that an owner on Windows wrote; null when the file is damaged, for example by a power loss. Throws
 * file system errors, such as ENOENT.
 */
export function addressIn(file: string): OwnerAddress | null {
  const { socketPath, cookie } = (parsed(readFileSync(file, 'utf8')) ?? {}) as Record<string, unknown>
  const isWhole = typeof socketPath === 'string' && socketPath !== '' && typeof cookie === 'string'
  return isWhole ? { socketPath, cookie } : null
}

/** The address behind an owner's file: on Windows it is in the file (see `addressIn`), elsewhere the file is the socket. */
export function addressAt(file: string): OwnerAddress | null {
  return process.platform === 'win32' ? addressIn(file) : { socketPath: file, cookie: null }
}
