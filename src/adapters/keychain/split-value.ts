import { createHash } from 'node:crypto'

/** Stored in place of a value that did not fit: where its parts are, and how to check them. */
export interface PartsHead {
  readonly parts: number
  readonly length: number
  readonly sha256: string
  /** Part of the parts' names, so that they never mix with an older value's parts. */
  readonly set: string
}

const headMark = 'parts:'

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Splits a value into parts of at most `maxBytes` bytes. */
export function splitValue(value: string, maxBytes: number, set: string): { head: string; parts: string[] } {
  const text = Buffer.from(value, 'utf8').toString('base64')
  const parts = text.match(new RegExp(`.{1,${maxBytes}}`, 'g')) ?? []
  const head: PartsHead = { parts: parts.length, length: text.length, sha256: checksum(text), set }
  return { head: headMark + JSON.stringify(head), parts }
}

/** The head in an item; null if the item holds a whole value. Throws a SyntaxError if it is damaged. */
export function parseHead(item: string): PartsHead | null {
  return item.startsWith(headMark) ? (JSON.parse(item.slice(headMark.length)) as PartsHead) : null
}

/** The value made of these parts; null if one is missing or damaged. */
export function joinParts(head: PartsHead, parts: readonly (string | null)[]): string | null {
  if (parts.length !== head.parts || parts.includes(null)) return null
  const text = parts.join('')
  if (text.length !== head.length || checksum(text) !== head.sha256) return null
  return Buffer.from(text, 'base64').toString('utf8')
}
