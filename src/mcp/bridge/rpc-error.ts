import { BridgeError } from './bridge-error.ts'
import type { MessageId } from './message.ts'

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
