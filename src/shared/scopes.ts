/** The scopes in a text: separated by spaces, line breaks or commas, each once. */
export function parseScopes(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ''))]
}

/** What it means that these scopes lack `offline_access`; null when they don't. */
export function scopesWarning(scopes: readonly string[]): string | null {
  if (scopes.includes('offline_access')) return null
  return 'Without offline_access there is no refresh token: the token can’t be renewed, and you have to sign in again every hour.'
}

/**
 * Whether a refusal says that the token lacks a scope: then another token would be refused too. Sources: Atlassian's
 * "Unauthorized; scope does not match", and RFC 6750 section 3.1, `insufficient_scope`.
 */
export function isAboutScopes(body: string, wwwAuthenticate: string | null): boolean {
  return /scope/i.test(body) || /insufficient_scope/.test(wwwAuthenticate ?? '')
}
