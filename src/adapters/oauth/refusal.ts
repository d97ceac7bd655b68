import { cleanText } from '../../shared/clean-text.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import { statusWords } from '../http/status-words.ts'

/** A token endpoint's error, in its own words. */
export interface ProviderError {
  /** RFC 6749 section 5.2: its `error`; empty if there is none. */
  readonly error: string
  /** Its `error_description`; empty if there is none. */
  readonly description: string
}

const nothing: ProviderError = { error: '', description: '' }

const toText = (...candidates: readonly unknown[]): string =>
  candidates.find((one): one is string => typeof one === 'string' && one.trim() !== '') ?? ''

/** The error in a token endpoint's response, also as an object like `{"error": {"code", "message"}}`. */
export function parseProviderError(body: string): ProviderError {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return nothing
  }
  if (typeof answer !== 'object' || answer === null) return nothing
  const { error, error_description, message } = answer as Record<string, unknown>
  const inner = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {}
  return {
    error: toText(error, inner['code'], inner['type'], inner['error']),
    description: toText(error_description, inner['error_description'], inner['message'], message),
  }
}

const maxWordsLength = 300

/** A shorter one is part of common words. */
const minSecretLength = 6

/** A JWT, or a text as long and as random as a token. */
const tokenLike =
  /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*|(?<![\w.~+/=-])(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[a-z])[\w.~+/=-]{40,}/gi

/** A URL may be as long as a token. */
const isAddress = (text: string): boolean => /^(?:\/\/|www\.)/.test(text)

/**
 * The provider's own words, for people: `HTTP 400, invalid_request: The app is disabled`. Clean, at most 300 characters,
 * without `secrets` (what was sent) and anything else that looks like a token. `status` is null for a redirect.
 */
export function providerWords(
  status: string | null,
  { error, description }: ProviderError,
  secrets: readonly string[],
): string {
  const said = [error, description].filter((one) => one !== '').join(': ')
  // clean first: a secret could be hidden by invisible characters, or cut in the middle
  let words = cleanText([status, said].filter((one) => one !== null && one !== '').join(', '), Infinity)
  for (const secret of secrets.toSorted((a, b) => b.length - a.length))
    if (secret.length >= minSecretLength)
      for (const form of [encodeURIComponent(secret), secret]) words = words.replaceAll(form, '[secret]')
  words = words.replaceAll(tokenLike, (text) => (isAddress(text) ? text : '[secret]'))
  return cleanText(words, maxWordsLength)
}

/** What a grant is asked for with. */
export type Offered = 'code' | 'refreshToken' | 'clientCredentials'

/** Why the token endpoint refused a request. */
interface Refusal {
  readonly kind: 'signInNeeded' | 'misconfigured'
  readonly code: ErrorCode
}

/** `bad_refresh_token` (GitHub), `invalid_refresh_token`, `expired_token`, `invalid_token`, `refresh_token_expired`, … */
const deadTokenError =
  /^(?:(?:bad|invalid|expired|revoked|inactive)_(?:refresh_?)?token|(?:refresh_?)?token_(?:is_)?(?:invalid|expired|revoked|inactive))$/

const dead = '(?:invalid|incorrect|expired|revoked|inactive|(?:not|no longer) (?:valid|active))'
const token = String.raw`refresh[ _-]?token['"’”]?`
const state = String.raw`(?:(?:is|was|has|been|have|already|either) )*${dead}`

/** The refresh token is invalid, expired, or revoked. */
const deadTokenDescription = new RegExp(
  String.raw`\b${dead}(?:(?:, | or |, or )${dead})* ${token}(?=$|[.,;:!)]| (?:for|was|has|is)\b)|\b${token}(?: (?:passed|provided|supplied|given|sent|used))? ${state}\b`,
  'i',
)

/** It may be about something else in the request, so the refresh token may be fine. */
const aboutOthers = /\b(?:missing|scopes?|resource|audience)\b/i

function isDead(error: string, description: string): boolean {
  if (error === 'invalid_grant' || error === 'unauthorized_client' || deadTokenError.test(error)) return true
  return (
    error === 'invalid_request' && deadTokenDescription.test(description) && !aboutOthers.test(description)
  )
}

/** Statuses of refusals; a success too: GitHub refuses with 200. */
const refusing = (status: number): boolean =>
  (status >= 200 && status < 300) || [400, 401, 403, 410, 422].includes(status)

/**
 * What a token endpoint's error means; null if it may not be about the request, so it is just retried.
 *
 * A dead refresh token has many names: 403 `invalid_grant` (Atlassian, documented) and 403 `unauthorized_client`
 * (Atlassian, seen: parabol #11849), 200 `bad_refresh_token` (GitHub), `invalid_token`, and others. Atlassian's 401
 * `access_denied` means a wrong client secret. The rest is RFC 6749 section 5.2, and RFC 8707 section 2 for
 * `invalid_target`.
 */
export function toRefusal(status: number, said: ProviderError, offered: Offered): Refusal | null {
  if (!refusing(status)) return null
  const error = said.error
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  switch (error) {
    case 'access_denied':
    case 'invalid_client':
      return { kind: 'misconfigured', code: 'clientSecretRefused' }
    case 'invalid_scope':
    case 'invalid_target':
    case 'unsupported_grant_type':
      return { kind: 'misconfigured', code: 'requestRefused' }
  }
  if (offered === 'code') {
    if (error === 'invalid_grant') return { kind: 'signInNeeded', code: 'codeRefused' }
    const isRefused = error === 'unauthorized_client' || error === 'invalid_request'
    return isRefused ? { kind: 'misconfigured', code: 'requestRefused' } : null
  }
  if (offered === 'clientCredentials' && (error === 'invalid_grant' || error === 'unauthorized_client'))
    return { kind: 'misconfigured', code: 'clientSecretRefused' }
  if (offered === 'refreshToken' && isDead(error, said.description))
    return { kind: 'signInNeeded', code: 'refreshTokenRefused' }
  return error === 'invalid_request' ? { kind: 'misconfigured', code: 'requestRefused' } : null
}

/** What the response was, in the provider's words. */
export function answerWords(
  status: number,
  body: string,
  said: ProviderError,
  secrets: readonly string[],
): string {
  return providerWords(statusWords(status, body), said, secrets)
}
