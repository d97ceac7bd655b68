import { isSafeUrl } from '../../shared/safe-url.ts'

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

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? ''
}

/** Whether a page may load this URL. */
export function mayLoad(url: string): boolean {
  return isSafeUrl(withoutFragment(url)) || /^(data|blob|wss):/.test(url)
}

/** Whether a page may open this URL in a popup. Identity providers open an empty one on click and navigate it later. */
export function mayPopUp(url: string): boolean {
  return url === '' || url === 'about:blank' || isSafeUrl(withoutFragment(url))
}

interface Size {
  readonly width: number
  readonly height: number
}

export const usualSize: Size = { width: 520, height: 720 }

/** In a smaller window, nobody can read the title. */
const minSide = 240

/**
 * The size of a popup: what the page asks for in the third parameter of `window.open`, if that can be seen and fits the
 * screen. (Electron's own reading of it has a size even where the page asks for none.)
 */
export function popupSize(features: string, screen: Size): Size {
  const side = (name: keyof Size): number => {
    const asked = new RegExp(`(?:^|[\\s,])(?:inner)?${name}\\s*=\\s*(\\d+)`, 'i').exec(features)?.[1]
    const wanted = Number(asked ?? 0)
    return wanted >= minSide && wanted <= screen[name] ? wanted : usualSize[name]
  }
  return { width: side('width'), height: side('height') }
}
