import { cleanText } from '../../shared/clean-text.ts'
import { errorRow } from '../../shared/error-table.ts'
import { BridgeError, type Retry } from './bridge-error.ts'
import { parseFrame, getRpcError, type RpcError } from './message.ts'

const maxChars = 300

/** The beginning of a long page is enough. */
const maxRead = 64 * 1024

/** Long enough to be a token, and longer than words and ids: a page may repeat what it was sent. */
const secretPattern = /[\w.~+=-]{40,}/g

/** A server's text for people: one short line without markup or possible tokens. */
function excerpt(body: string): string {
  const words = body
    .slice(0, maxRead)
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^<>]*>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
  // cleaned first: an invisible character must not hide a token
  return cleanText(cleanText(words, maxRead).replaceAll(secretPattern, '…'), maxChars)
}

/** Why a server refused a request. */
export type Refusal =
  /** A new token may help. */
  | { readonly kind: 'tokenRefused' }
  /** No token from this sign-in will help. */
  | { readonly kind: 'scopeMissing'; readonly scopes: string }
  | { readonly kind: 'sessionLost' }
  | { readonly kind: 'failed'; readonly error: BridgeError }

export interface RefusedAnswer {
  readonly status: number
  readonly headers: {
    readonly 'www-authenticate'?: string | undefined
    readonly 'retry-after'?: string | undefined
  }
  readonly body: string
  /** Whether the request named a session. */
  readonly hadSession: boolean
  /** The server's host, for messages. */
  readonly host: string
}

/**
 * How Atlassian and RFC 6750 section 3.1 say that a valid token lacks a scope. The word "scope" alone doesn't mean that:
 * MCP servers list their scopes in every 401 (MCP "Authorization").
 */
const scopePattern = /insufficient_scope|scope does not match/i

/**
 * A lost session is a 404 (MCP "Transports", session management), but servers based on a common example answer 400 with
 * such a text.
 */
const lostSessionPattern = /session|not initialized/i

/** Temporary failures: 502 and 504 come from a gateway, which may have passed the request on. */
const retries: Readonly<Record<number, Retry>> = {
  429: 'safe',
  503: 'safe',
  502: 'maybeDone',
  504: 'maybeDone',
}

const seconds = (text = '') => (/^\d{1,5}$/.test(text.trim()) ? Number(text) * 1000 : 0)

/**
 * The error for an optional stream (GET) that the server refuses: 405 by the standard, other statuses in practice, even
 * 401 and 404. They say nothing about the token or the session.
 */
export function notOffered({ status, headers }: Pick<RefusedAnswer, 'status' | 'headers'>): BridgeError {
  return new BridgeError('notOffered', 'The server does not offer this stream.', {
    retry: retries[status] ?? 'never',
    retryAfterMs: seconds(headers['retry-after']),
  })
}

/** Interprets an answer that is not 2xx. */
export function describeRefusal({ status, headers, body, hadSession, host }: RefusedAnswer): Refusal {
  const challenge = headers['www-authenticate'] ?? ''
  if ((status === 401 || status === 403) && scopePattern.test(`${challenge} ${body}`))
    return { kind: 'scopeMissing', scopes: /\bscope\s*=\s*["']?([^"',]*)/i.exec(challenge)?.[1] ?? '' }
  // some servers say 401 for a lost session too
  const isAboutToken = challenge.includes('invalid_token') || /token/i.test(body)
  if (status === 401 && hadSession && lostSessionPattern.test(body) && !isAboutToken)
    return { kind: 'sessionLost' }
  if (status === 401) return { kind: 'tokenRefused' }
  if (hadSession && (status === 404 || (status === 400 && lostSessionPattern.test(body))))
    return { kind: 'sessionLost' }
  const said = excerpt(body)
  const [first = {}] = parseFrame(body)?.messages ?? []
  const error = new BridgeError(
    'serverFailed',
    `${host} answered HTTP ${status}${said === '' ? '.' : `: ${said}`}`,
    {
      retry: retries[status] ?? 'never',
      retryAfterMs: seconds(headers['retry-after']),
      rpcError: getRpcError(first),
    },
  )
  return { kind: 'failed', error }
}

/** The error for a 2xx response without the MCP answer. */
export function badAnswer(
  host: string,
  status: number,
  body: string,
  rpcError: RpcError | null,
): BridgeError {
  const said = excerpt(body)
  const what = said === '' ? 'an empty body' : 'something other than an MCP answer'
  const saying = said === '' ? '' : ` It says: ${said}`
  return new BridgeError(
    'badAnswer',
    `${host} answered HTTP ${status} with ${what}. Check the URL.${saying}`,
    {
      rpcError,
    },
  )
}

/** A message of more than this many bytes is refused, in both directions. */
export const maxMessageBytes = 16 * 1024 * 1024

/** The error for an answer that is too large. */
export function messageTooLarge(): BridgeError {
  return new BridgeError(
    'messageTooLarge',
    'The server’s answer is larger than 16 MiB, or has too many values, so it was not read. Ask for less at a time.',
  )
}

/** The error for a fresh token that was refused. */
export function refusedForGood(host: string, accountName: string): BridgeError {
  const { todo } = errorRow('tokenRefused')
  return new BridgeError(
    'tokenRefused',
    `${host} refuses even a fresh token for the account ${accountName}. ${todo} Then try again. You don’t need to restart.`,
  )
}

/** `isRequested`: the next sign-in asks for the scopes. */
export function scopeMissing(
  host: string,
  accountName: string,
  { scopes, isRequested }: { readonly scopes: string; readonly isRequested: boolean },
): BridgeError {
  const todo = isRequested ? 'Sign in again to allow it.' : errorRow('scopeMissing').todo
  const which = scopes === '' ? 'a scope' : `the scope ${scopes}`
  return new BridgeError(
    'scopeMissing',
    `The token for the account ${accountName} is valid, but lacks ${which} that ${host} requires. ${todo} You don’t need to restart.`,
  )
}
