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

/** Reads what the user brings back. Throws `invalidInput` for what can be neither URL nor code. */
export function parseRedirect(text: string): Redirect {
  const given = text.trim()
  if (URL.canParse(given)) {
    const url = new URL(given)
    return { state: url.searchParams.get('state') ?? '', urlFor: () => url.href }
  }
  // RFC 6749 appendix A.11: a code is printable ASCII
  if (!/^[\x21-\x7e]+$/.test(given))
    throw new AppError('invalidInput', 'Give the whole URL that the browser was sent to, or the code in it.')
  return {
    state: null,
    urlFor: ({ redirectUri }, state) => {
      const url = new URL(redirectUri)
      url.searchParams.set('code', given)
      url.searchParams.set('state', state)
      return url.href
    },
  }
}
