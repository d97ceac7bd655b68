/** What to click on the pages; ends early where the pages end. */
export interface Clicks {
  /** Account id of the person on the login page; the first one unless given. */
  account?: string
  /** On the consent page. `switch` goes back to the login page, once. */
  decision?: 'accept' | 'cancel' | 'switch'
  /** Cookies of earlier walks; changed by this one. */
  cookies?: Map<string, string>
}

/** Where the walk ended. */
export interface WalkEnd {
  /** The callback (which is not called), or the page that the browser stays on. */
  url: URL
  /** The pages seen on the way, as HTML. */
  pages: string[]
}

const MOST_STEPS = 20

/** Goes from an authorize URL through login and consent to the callback, as a browser without scripts would. */
export async function walkThroughSignIn(authorizeUrl: string | URL, clicks: Clicks = {}): Promise<WalkEnd> {
  const start = new URL(authorizeUrl)
  const cookies = clicks.cookies ?? new Map<string, string>()
  const pages: string[] = []
  let decision = clicks.decision ?? 'accept'
  let url = start
  let form: URLSearchParams | undefined

  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (url.origin !== start.origin) return { url, pages }
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    })
    form = undefined
    keepCookies(cookies, response)
    const page = await response.text()
    const next = response.headers.get('location')
    if (next !== null) {
      url = new URL(next, url)
      continue
    }
    pages.push(page)
    if (url.pathname.startsWith('/login/')) {
      form = new URLSearchParams({ account: clicks.account ?? firstChoice(page) })
    } else if (url.pathname.startsWith('/consent/')) {
      form = new URLSearchParams({ decision })
      if (decision === 'switch') decision = 'accept'
    } else {
      return { url, pages }
    }
  }
  throw new Error(`The sign-in went in circles, last at ${url.pathname}`)
}

function firstChoice(page: string): string {
  return /name="account" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
}
