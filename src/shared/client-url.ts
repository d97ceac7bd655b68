// no zod here, because the window uses this

/**
 * Whether a client ID is the URL of a client ID metadata document: https with a path, and without fragment, user name, or
 * dots as path segments. Source: OAuth Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document), section
 * 3, and the MCP specification of 2025-11-25, "Client Registration Approaches".
 */
export function isClientUrl(clientId: string): boolean {
  if (!URL.canParse(clientId)) return false
  const { protocol, pathname, hash, username, password, href } = new URL(clientId)
  const isPlain = href === clientId && hash === '' && username === '' && password === ''
  return protocol === 'https:' && pathname !== '/' && isPlain
}
