/** What to click on the pages. */
export interface Clicks {
  /** The account id to pick on the login page; default: the first person. */
  account?: string
  /** The button on the consent page; default `accept`. `switch` goes back to the login page, then accepts. */
  decision?: 'accept' | 'cancel' | 'switch'
  /** Cookies from earlier walks; updated by this one. */
  cookies?: Map<string, string>
}

/** Where the walk ended. */
export interface WalkEnd {
  /** The callback URL (which is not requested), or the page the browser stays on. */
  url: URL
  /** The HTML of the pages along the way. */
  pages: string[]
}

const maxSteps = 20

/**
 * Follows an authorize URL through login and consent to the callback, like a browser without scripts. Throws if it goes
 * in circles.
 */
export async function walkThroughSignIn(authorizeUrl: string | URL, clicks: Clicks = {}): Promise<WalkEnd> {
  const start = new URL(authorizeUrl)
  const cookies = clicks.cookies ?? new Map<string, string>()
  const pages: string[] = []
  let decision = clicks.decision ?? 'accept'
  let url = start
  let form: URLSearchParams | null = null

  for (let step = 0; step < maxSteps; step += 1) {
    if (url.origin !== start.origin) return { url, pages }
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    })
    form = null
    keepCookies(cookies, response)
    const page = await response.text()
    const next = response.headers.get('location')
    if (next !== null) {
      url = new URL(next, url)
      continue
    }
    pages.push(page)
    if (url.pathname.startsWith('/login/')) {
      form = new URLSearchParams({ account: clicks.account ?? findFirstPerson(page) })
    } else if (url.pathname.startsWith('/consent/')) {
      form = new URLSearchParams({ decision })
      if (decision === 'switch') decision = 'accept'
    } else {
      return { url, pages }
    }
  }
  throw new Error(`The sign-in goes in circles, last at ${url.pathname}`)
}

function findFirstPerson(page: string): string {
  return /name="account" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
}
