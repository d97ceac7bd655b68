/** Keys whose values are never written, whatever they are. */
const secretKeys = /token|secret|password|authorization|code|verifier|cookie|credential|^state$/i

/** Keys that match `secretKeys` but hold no secrets. */
const harmlessKeys = /^(code|tokenUrl|hasToken|hasRefreshToken|hasClientSecret|statusCode)$/

const minSecretLength = 6

/** Enough for days of renewals; older tokens have long expired. */
const maxSecrets = 400

/** Replaces registered secrets in texts, and whole values whose key sounds secret. */
export interface Redactor {
  /** Remembers a secret to redact; ignores very short ones. */
  register(secret: string): void
  text(text: string): string
  facts(value: unknown): unknown
}

/** Creates a redactor that knows no secrets yet. */
export function createRedactor(): Redactor {
  const known = new Set<string>()
  // longest first: otherwise a secret that contains another one would be redacted only in part
  let secrets: readonly string[] = []
  const text = (value: string): string => {
    let clean = value
    for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]')
    return clean
  }
  const facts = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (value instanceof Error) return text(value.stack ?? value.message)
    if (Array.isArray(value)) return value.map(facts)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const hide = secretKeys.test(key) && !harmlessKeys.test(key)
        return [key, hide && (typeof inner === 'string' || Array.isArray(inner)) ? '[hidden]' : facts(inner)]
      }),
    )
  }
  return {
    register: (secret) => {
      if (secret.length < minSecretLength) return
      for (const form of [secret, encodeURIComponent(secret)]) {
        // move a secret that is still in use to the end
        known.delete(form)
        known.add(form)
      }
      const old = [...known].slice(0, Math.max(0, known.size - maxSecrets))
      for (const form of old) known.delete(form)
      secrets = [...known].sort((a, b) => b.length - a.length)
    },
    text,
    facts,
  }
}
