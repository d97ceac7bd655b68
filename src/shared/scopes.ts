/** More than any server is known to have. */
export const maxScopes = 500

/** Whether this is a scope by RFC 6749 section 3.3: printable ASCII without spaces, quotes, or backslashes. */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)
}

/** The scopes in a text, separated by spaces, line breaks, or commas, without duplicates. */
export function parseScopes(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ''))]
}

/** The warning to show if these scopes lack `offline_access`; null if they include it. */
export function scopesWarning(scopes: readonly string[]): string | null {
  if (scopes.includes('offline_access')) return null
  return 'Without offline_access there is no refresh token, so you have to sign in again every hour.'
}

/**
 * Whether an error says that the token lacks a scope: a new token would be rejected too. Sources: Atlassian's
 * "Unauthorized; scope does not match", and RFC 6750 section 3.1, `insufficient_scope`.
 */
export function isAboutScopes(body: string, wwwAuthenticate: string | null): boolean {
  return /scope/i.test(body) || /insufficient_scope/.test(wwwAuthenticate ?? '')
}
