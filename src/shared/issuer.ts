// no zod here, because the window uses this

interface ServerUrls {
  readonly issuer: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly registrationUrl: string | null
}

/** Whether two issuers are the same but for one trailing slash, which servers and their metadata write differently. */
export function isSameIssuer(one: string, other: string): boolean {
  const plain = (issuer: string) => (URL.canParse(issuer) ? new URL(issuer).href.replace(/\/$/, '') : issuer)
  return plain(one) === plain(other)
}

/**
 * Whether metadata found for the authorization server `place` may name this issuer without asking: it is the same, or
 * an ancestor path on the same origin, and everything else is on that origin too. Stricter than that is RFC 8414 section
 * 3.3, but Atlassian's MCP server (`/v1/mcp/authv2`) and others leave out the tenant's path.
 */
export function isIssuerOf(place: string, server: ServerUrls): boolean {
  if (isSameIssuer(place, server.issuer)) return true
  const [at, issuer] = [new URL(place), new URL(server.issuer)]
  const isAncestor =
    issuer.search === '' && `${at.pathname}/`.startsWith(`${issuer.pathname.replace(/\/$/, '')}/`)
  const urls = [server.issuer, server.authorizeUrl, server.tokenUrl, server.registrationUrl]
  return isAncestor && urls.every((url) => url === null || new URL(url).origin === at.origin)
}

/** The hosts that take part in signing in to a server, with what each is for. */
export function signInHosts(server: ServerUrls): { readonly label: string; readonly host: string }[] {
  const parts = [
    ['issuer', server.issuer],
    ['sign-in page', server.authorizeUrl],
    ['token endpoint', server.tokenUrl],
    ['registration', server.registrationUrl],
  ] as const
  return parts.flatMap(([label, url]) => (url === null ? [] : [{ label, host: new URL(url).host }]))
}
