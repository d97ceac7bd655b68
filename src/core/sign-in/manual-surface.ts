import { AppError } from '../../shared/error-codes.ts'
import type { AccountRecord, SignInSurface } from '../ports.ts'

/** Ten minutes are for somebody who copies a URL to another computer and back. */
export const manualTimeLimitMs = 10 * 60_000

interface Waiting {
  readonly state: string
  arrive(redirectedTo: string): void
}

/** Shows nothing: whoever began the sign-in gets the URL, and brings the one redirected to. */
export interface ManualSurface extends SignInSurface {
  /** The accounts that wait for a redirect, by their `state`. */
  waiting(): ReadonlyMap<string, string>
  /** Goes on with a sign-in that waits. */
  arrive(accountId: string, redirectedTo: string): void
}

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

/** What the user brings back: the URL redirected to, or only the code in it. */
export interface Redirect {
  /** null: only a code, which says nothing of the sign-in it belongs to. */
  readonly state: string | null
  /** The URL as the provider redirected to it. */
  urlFor(account: Pick<AccountRecord, 'redirectUri'>, state: string): string
}

const wrong = (why: string) => new AppError('invalidInput', `${why} The sign-in still waits.`)

/** The query of a URL, also of one that lost its beginning on the way; null when this is no URL. */
function queryOf(text: string): URLSearchParams | null {
  const start = text.indexOf('?')
  if (start !== -1) return new URLSearchParams(text.slice(start).split('#')[0])
  return /^https?:\/\//i.test(text) ? new URLSearchParams() : null
}

/** Reads what the user brings back. Throws `invalidInput` when it can't be the end of a sign-in. */
export function parseRedirect(text: string): Redirect {
  const given = text.trim()
  // RFC 6749 appendix A.11: a code is printable ASCII
  if (!/^[\x21-\x7e]+$/.test(given))
    throw wrong('Give the whole URL that the browser was sent to, or the code in it, in one line.')
  const query = queryOf(given) ?? new URLSearchParams({ code: given })
  const hasAnswer = query.has('code') || query.has('error')
  if (!hasAnswer && query.has('redirect_uri'))
    throw wrong('This is the URL to open. Give the one that the browser was sent to after you chose Accept.')
  const isWhole = hasAnswer && (query.has('state') || queryOf(given) === null)
  if (!isWhole)
    throw wrong(
      'The URL is not complete: it must have code and state in it. In a shell, put it in quotes, for & ends a command there.',
    )
  return {
    state: query.get('state'),
    urlFor: ({ redirectUri }, state) => {
      const url = new URL(redirectUri)
      for (const [name, value] of query) url.searchParams.set(name, value)
      url.searchParams.set('state', state)
      return url.href
    },
  }
}
