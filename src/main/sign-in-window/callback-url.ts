/** Whether this URL is the callback: the same origin and path, exactly (RFC 6749 section 3.1.2). */
export function isCallback(url: string, redirectUri: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, pathname } = new URL(url)
  const callback = new URL(redirectUri)
  return origin === callback.origin && pathname === callback.pathname
}
