import { AppError } from '../../shared/error-codes.ts'
import type { AccountRecord, SignInSurface } from '../ports.ts'

/** Ten minutes: enough to copy a URL to another computer and back. */
export const manualTimeoutMs = 10 * 60_000

interface Waiting {
  readonly state: string
  arrive(redirectedTo: string): void
}

/** Shows no page: the caller gets the URL to open, and brings back the redirect URL. */
export interface ManualSurface extends SignInSurface {
  /** The ids of the accounts waiting for a redirect, by `state`. */
  waiting(): ReadonlyMap<string, string>
  /** Continues a waiting sign-in. */
  arrive(accountId: string, redirectedTo: string): void
}

/** Creates the surface for manual sign-ins. */
export function createManualSurface(): ManualSurface {
  const all = new Map<string, Waiting>()
  return {
    open: ({ id }, url, signal, { show }) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        signal.addEventListener(
          'abort',
          () => {
            all.delete(id)
            reject(signal.reason as Error)
          },
          { once: true },
        )
        all.set(id, { state: new URL(url).searchParams.get('state') ?? '', arrive: resolve })
        show?.(url)
      }),
    waiting: () => new Map([...all].map(([id, { state }]) => [state, id])),
    arrive: (id, redirectedTo) => {
      all.get(id)?.arrive(redirectedTo)
      all.delete(id)
    },
  }
}

/** What the user brings back: the redirect URL, or only the code in it. Reading it throws `invalidInput`. */
export interface Redirect {
  /** null for a code alone, which does not say which sign-in it belongs to. */
  readonly state: string | null
  /** The full redirect URL, as the provider sent it. */
  urlFor(account: Pick<AccountRecord, 'redirectUri'>, state: string): string
}

const invalid = (why: string) => new AppError('invalidInput', `${why} The sign-in is still waiting.`)

const incomplete =
  'This is not the whole redirect URL: it must contain code and state. In a shell, put the URL in quotes, because & ends a command.'

/** Parses a redirect URL, even if its beginning was lost, or a code alone. Throws `invalidInput`. */
function parseAnswer(given: string): URLSearchParams {
  // RFC 6749 appendix A.11: a code is printable ASCII
  if (!/^[\x21-\x7e]+$/.test(given))
    throw invalid('Give the whole redirect URL, or the code in it, on one line.')
  const start = given.indexOf('?')
  if (start === -1) {
    // codes rarely contain these, mistyped URLs often do, and sending a wrong code ends the sign-in
    if (/[/:=&]/.test(given)) throw invalid(incomplete)
    return new URLSearchParams({ code: given })
  }
  const query = new URLSearchParams(given.slice(start).split('#')[0])
  const hasAnswer = query.has('code') || query.has('error')
  if (!hasAnswer && query.has('redirect_uri'))
    throw invalid(
      'This is the URL to open. Give the one your browser was redirected to after you chose Accept.',
    )
  if (!hasAnswer || !query.has('state')) throw invalid(incomplete)
  return query
}

/**
 * Wraps what the user brought back. It is parsed only once a waiting sign-in needs it: without one, that is the error
 * to show.
 */
export function parseRedirect(text: string): Redirect {
  const given = text.trim()
  return {
    get state() {
      return parseAnswer(given).get('state')
    },
    urlFor: ({ redirectUri }, state) => {
      const url = new URL(redirectUri)
      for (const [name, value] of parseAnswer(given)) url.searchParams.set(name, value)
      url.searchParams.set('state', state)
      return url.href
    },
  }
}
