import { cleanText } from '../../shared/clean-text.ts'

const maxErrorLength = 300

/** What a visit to the callback URL means for the sign-in that is waiting there. */
export type RedirectKind =
  | { readonly kind: 'answer' }
  /** It names another sign-in, or none: restored tabs and link previews repeat old callbacks. */
  | { readonly kind: 'otherSignIn' }
  /** An error that names no sign-in, as some servers send it. Anyone may have made it up. */
  | { readonly kind: 'strayError'; readonly error: string }
  /** Neither a code nor an error. */
  | { readonly kind: 'nothing' }

/** A parameter's value; null if it is missing, empty, or repeated, which RFC 6749 section 3.1 forbids. */
function readOne(query: URLSearchParams, name: string): string | null {
  const [value = '', ...more] = query.getAll(name)
  return value === '' || more.length > 0 ? null : value
}

/** Reads the query of a callback. Only an `answer` may end a sign-in. Source: RFC 6749 sections 4.1.2 and 10.12. */
export function readRedirect(query: URLSearchParams, state: string): RedirectKind {
  const error = readOne(query, 'error')
  if (error === null && readOne(query, 'code') === null) return { kind: 'nothing' }
  if (readOne(query, 'state') === state) return { kind: 'answer' }
  if (error === null || query.getAll('state').some((given) => given !== '')) return { kind: 'otherSignIn' }
  const description = readOne(query, 'error_description')
  const text = description === null ? error : `${error}: ${description}`
  return { kind: 'strayError', error: cleanText(text, maxErrorLength) }
}
