import type { SyncedFile } from '../../../../src/shared/synced-file.ts'
import type { TokenValues } from '../../../../src/core/ports.ts'

// A .env file whose content shows whether it is whole: the token and the expiry have the same number, and both ends exist.

/** Too large to be written in a single write. */
const filler = Array.from({ length: 4000 }, (_, line) => `# line ${line} of what the user wrote\n`).join('')
const head = `# begin\n${filler}`
const tail = `${filler}# end`
const pattern = /^TOKEN="token-(\d+)"\nEXPIRES=(.*)\n$/

const numberedNames = { accessToken: 'TOKEN', expiresAt: 'EXPIRES', cloudId: null }

export const numberedFile = (path: string): SyncedFile => ({ path, kind: 'env', names: numberedNames })

const expiry = (number: number) => number * 1000

export function numberedValues(number: number): TokenValues {
  return { accessToken: `token-${number}`, expiresAtMs: expiry(number), cloudId: null }
}

/** The content of the file with this number. */
export function numberedText(number: number): string {
  const expires = new Date(expiry(number)).toISOString()
  return `${head}TOKEN="token-${number}"\nEXPIRES=${expires}\n${tail}`
}

/** The number in a whole file; null when the file is incomplete or a mix of two. */
export function numberIn(text: string): number | null {
  if (!text.startsWith(head) || !text.endsWith(tail)) return null
  const found = pattern.exec(text.slice(head.length, -tail.length))
  const number = Number(found?.[1])
  return found !== null && found[2] === new Date(expiry(number)).toISOString() ? number : null
}
