/** Whether this URL is the callback: the same origin and path, exactly (RFC 6749 section 3.1.2). */
export function isCallback(url: string, redirectUri: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, pathname } = new URL(url)
  const callback = new URL(redirectUri)
  return origin === callback.origin && pathname === callback.pathname
}

/** Google blocks embedded windows (electron #17887); passkeys mostly fail in them (electron #24573). */
export function needsRealBrowser(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, pathname } = new URL(url)
  return hostname === 'accounts.google.com' || /passkey|webauthn/i.test(pathname)
}

/** If Atlassian doesn't know the callback URL, it shows an error page and never redirects. */
export function saysRedirectUriIsUnknown(url: string): boolean {
  return /redirect_uri(%20|\+| )is(%20|\+| )not(%20|\+| )registered/i.test(url)
}
