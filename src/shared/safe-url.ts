import { cleanText } from './clean-text.ts'

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** 8 KB, which is what most servers accept. */
export const maxUrlLength = 8192

/** Whether secrets may be sent to this URL: https, or http on this computer (RFC 8252 section 8.3). */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** Names of parameters that may contain secrets. */
const secretName = /token|secret|passw|api-?_?key|^key$|^auth(orization)?$|credential|^sig(nature)?$/i

/** The name of a parameter in this URL that may contain a secret; null if there is none. */
export function secretParameter(url: string): string | null {
  if (!URL.canParse(url)) return null
  return [...new URL(url).searchParams.keys()].find((name) => secretName.test(name)) ?? null
}

const maxShownLength = 300

/** A URL to show as it is understood, whatever characters it was written with: the host in ASCII, the rest escaped. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return cleanText(text, maxShownLength)
  const { href, origin, pathname, search, hash } = new URL(text)
  const isOrigin = pathname === '/' && search === '' && hash === '' && origin !== 'null'
  return cleanText(isOrigin && new URL(text).username === '' ? origin : href, maxShownLength)
}
