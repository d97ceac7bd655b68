import { AppError } from '../../shared/error-codes.ts'
import type { AccountRecord, SignInSurface } from '../ports.ts'

/** Ten minutes are for somebody who copies a URL to another computer and back. */
export const manualTimeoutMs = 10 * 60_000

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

/** What the user brings back: the URL redirected to, or only the code in it. Reading it throws `invalidInput`. */
export interface Redirect {
  /** null: only a code, which says nothing of the sign-in it belongs to. */
  readonly state: string | null
  /** The URL as the provider redirected to it. */
  urlFor(account: Pick<AccountRecord, 'redirectUri'>, state: string): string
}

const wrong = (why: string) => new AppError('invalidInput', `${why} The sign-in still waits.`)

const incomplete =
  'This is not the whole URL that the browser was sent to, which has code and state in it. In a shell, put it in quotes, for & ends a command there.'

/** The query of a URL, also of one that lost its beginning on the way; else that of a code alone. Throws `invalidInput`. */
function answerIn(given: string): URLSearchParams {
  // RFC 6749 appendix A.11: a code is printable ASCII
  if (!/^[\x21-\x7e]+$/.test(given))
    throw wrong('Give the whole URL that the browser was sent to, or the code in it, in one line.')
  const start = given.indexOf('?')
  if (start === -1) {
    // a code with these in it is rare, a mistyped URL is not: and a code sent in vain ends the sign-in
    if (/[/:=&]/.test(given)) throw wrong(incomplete)
    return new URLSearchParams({ code: given })
  }
  const query = new URLSearchParams(given.slice(start).split('#')[0])
  const hasAnswer = query.has('code') || query.has('error')
  if (!hasAnswer && query.has('redirect_uri'))
    throw wrong('This is the URL to open. Give the one that the browser was sent to after you chose Accept.')
  if (!hasAnswer || !query.has('state')) throw wrong(incomplete)
  return query
}

/** What the user brings back; it is read when a sign-in waits for it, for else that is what must be said. */
export function parseRedirect(text: string): Redirect {
  const given = text.trim()
  return {
    get state() {
      return answerIn(given).get('state')
    },
    urlFor: ({ redirectUri }, state) => {
      const url = new URL(redirectUri)
      for (const [name, value] of answerIn(given)) url.searchParams.set(name, value)
      url.searchParams.set('state', state)
      return url.href
    },
  }
}
