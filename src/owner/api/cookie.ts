import { timingSafeEqual } from 'node:crypto'
import { cookieName } from '../../ownership/owner-address.ts'

/** Whether a request has the owner's cookie, or doesn't need one. */
export function hasCookie(headers: NodeJS.Dict<string | string[]>, cookie: string | null): boolean {
  if (cookie === null) return true
  const given = Buffer.from(String(headers[cookieName] ?? ''))
  const right = Buffer.from(cookie)
  return given.length === right.length && timingSafeEqual(given, right)
}
