/** More, or longer ones, are not kept. */
const maxCookies = 50
const maxCookieChars = 4096

/** The cookies of one origin, in memory: load balancers use them to send a session to the same server every time. */
export interface Cookies {
  /** The value of the `Cookie` header; null for none. */
  header(): string | null
  /** Takes the `Set-Cookie` headers of an answer. */
  take(lines: readonly string[]): void
}

/** Whether this deletes the cookie. Source: RFC 6265 section 5.2. */
function isExpired(attributes: readonly string[]): boolean {
  const read = (name: string) =>
    attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const maxAge = read('max-age')
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0
  return Date.parse(read('expires') ?? '') < Date.now()
}

export function createCookies(): Cookies {
  const values = new Map<string, string>()
  return {
    header: () =>
      values.size === 0 ? null : [...values].map(([name, value]) => `${name}=${value}`).join('; '),
    take: (lines) => {
      for (const line of lines) {
        const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
        const [, name, value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(pair) ?? []
        if (name === undefined || line.length > maxCookieChars) continue
        if (isExpired(attributes)) values.delete(name)
        else if (values.has(name) || values.size < maxCookies) values.set(name, value)
      }
    },
  }
}
