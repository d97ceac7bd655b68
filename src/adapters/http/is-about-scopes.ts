/**
 * Whether a refusal says that the token lacks a scope: then another token would be refused too. Sources: Atlassian's
 * "Unauthorized; scope does not match", and RFC 6750 section 3.1, `insufficient_scope`.
 */
export function isAboutScopes(body: string, wwwAuthenticate: string | null): boolean {
  return /scope/i.test(body) || /insufficient_scope/.test(wwwAuthenticate ?? '')
}
