import { readFileSync } from 'node:fs'

/** Where an owner is asked, and what proves that the asker may read its folder. */
export interface OwnerAddress {
  readonly socketPath: string
  /** null: only the user can connect there. */
  readonly cookie: string | null
}

export const cookieName = 'x-jira-token-cookie'

/** The header that proves that a program may read the owner's folder; none where the system sees to that. */
export function cookieHeader(cookie: string | null): Readonly<Record<string, string>> {
  return cookie === null ? {} : { [cookieName]: cookie }
}

/** The address in a file that an owner on Windows left. Throws what the file system says, such as ENOENT. */
export function addressIn(file: string): OwnerAddress {
  const { socketPath, cookie } = JSON.parse(readFileSync(file, 'utf8')) as OwnerAddress
  return { socketPath, cookie }
}

/** The address behind an owner's file: on Windows it is in the file, elsewhere the file is the socket. */
export function addressAt(file: string): OwnerAddress {
  return process.platform === 'win32' ? addressIn(file) : { socketPath: file, cookie: null }
}
