import { cleanText } from '../../shared/clean-text.ts'
import type { RpcError, MessageId } from './message.ts'

/** Whether to resend a message that got no answer: `safe` if the server has not acted on it. */
export type Retry = 'never' | 'safe' | 'maybeDone'

export interface BridgeErrorOptions {
  /** Default `never`. */
  readonly retry?: Retry
  /** The minimum wait that the server asks for, in milliseconds. */
  readonly retryAfterMs?: number
  /** The server's own JSON-RPC error, which is passed on to the client unchanged. */
  readonly rpcError?: RpcError | null
}

const maxLength = 2000

/** Why a message has no answer. The text is for the client's user: cleaned, and without secrets. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  /** For programs: from `error-table.ts` or `OwnerError`, or the bridge's own. */
  readonly code: string
  readonly retry: Retry
  readonly retryAfterMs: number
  readonly rpcError: RpcError | null

  constructor(
    code: string,
    message: string,
    { retry = 'never', retryAfterMs = 0, rpcError = null }: BridgeErrorOptions = {},
  ) {
    super(cleanText(message, maxLength))
    this.code = code
    this.retry = retry
    this.retryAfterMs = retryAfterMs
    this.rpcError = rpcError
  }
}

/** JSON-RPC 2.0, section 5.1. Clients interpret the codes from -32000 on differently. */
const internalError = -32603
const parseError = -32700

/** Answers a request that failed: a JSON-RPC error whose text says what to do. */
export function rpcErrorLine(id: MessageId, error: BridgeError): string {
  const advice = error.retry === 'maybeDone' ? ' Check whether it was done before you try again.' : ''
  const own = { code: internalError, message: error.message + advice, data: { code: error.code } }
  return JSON.stringify({ jsonrpc: '2.0', id, error: error.rpcError ?? own })
}

const invalidRequest = -32600

const idPattern = String.raw`"id"\s*:\s*(-?\d+|"[^"\\]*")`

/**
 * The answer to a message that is too large to read, of which only the beginning and the end are known. Clients put the id
 * before or after everything large.
 */
export function tooLongLine(head: string, tail: string): string {
  const [, id = 'null'] =
    new RegExp(`^\\{[^{}[\\]]*?${idPattern}`).exec(head) ??
    new RegExp(`${idPattern}\\s*(?:,\\s*"[^"]*"\\s*:\\s*(?:"[^"]*"|\\d+)\\s*)*\\}$`).exec(tail) ??
    []
  const message = 'This message is larger than 16 MiB, or has too many values, so it was not sent.'
  return JSON.stringify({
    jsonrpc: '2.0',
    id: JSON.parse(id) as MessageId | null,
    error: { code: invalidRequest, message, data: { code: 'messageTooLarge' } },
  })
}

/** The answer to a line that is not JSON. */
export const parseErrorLine = JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: { code: parseError, message: 'This line is not a JSON-RPC message.' },
})
