function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

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
