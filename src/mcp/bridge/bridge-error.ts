import type { RpcError, MessageId } from './message.ts'

/** Whether to send a message again that got no answer: `safe` when the server has not acted on it. */
export type Retry = 'never' | 'safe' | 'maybeDone'

export interface BridgeErrorOptions {
  /** Default `never`. */
  readonly retry?: Retry
  /** How long the server asks to wait at least, in milliseconds. */
  readonly retryAfterMs?: number
  /** The server's own JSON-RPC error, which the client gets as it is. */
  readonly rpcError?: RpcError | null
}

/** Why a message has no answer. The text is for the person at the client; no secret is in it. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  /** For programs: of `error-codes.ts`, of `OwnerError`, or one of the bridge's own. */
  readonly code: string
  readonly retry: Retry
  readonly retryAfterMs: number
  readonly rpcError: RpcError | null

  constructor(
    code: string,
    message: string,
    { retry = 'never', retryAfterMs = 0, rpcError = null }: BridgeErrorOptions = {},
  ) {
    super(message)
    this.code = code
    this.retry = retry
    this.retryAfterMs = retryAfterMs
    this.rpcError = rpcError
  }
}

/** JSON-RPC 2.0, section 5.1. The codes from -32000 on mean something else to each client. */
const internalError = -32603
const parseError = -32700

/** The answer to a request that got none: a JSON-RPC error whose text says what to do. */
export function rpcErrorLine(id: MessageId, error: BridgeError): string {
  const advice = error.retry === 'maybeDone' ? ' Look whether it was done before you try it again.' : ''
  const own = { code: internalError, message: error.message + advice, data: { code: error.code } }
  return JSON.stringify({ jsonrpc: '2.0', id, error: error.rpcError ?? own })
}

/** The answer to a line that is not JSON. */
export const parseErrorLine = JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: { code: parseError, message: 'This line is not a JSON-RPC message.' },
})
