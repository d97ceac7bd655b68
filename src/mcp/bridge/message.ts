export type MessageId = string | number

/** The parts of a JSON-RPC message that the bridge looks at. Source: JSON-RPC 2.0; MCP "Base protocol". */
export interface Message {
  readonly jsonrpc?: unknown
  readonly id?: MessageId | null
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: unknown
}

/** What a client accepts as an error. */
export interface RpcError {
  readonly code: number
  readonly message: string
}

/** The content of one line or event: a message, or several (a batch, in protocol version 2025-03-26). */
export interface Frame {
  /** The original text, on one line. */
  readonly text: string
  readonly messages: readonly Message[]
}

export interface Request {
  readonly id: MessageId
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const maxValues = 500_000

/**
 * Whether a text has so many values that parsing it would take far more memory than the text: an empty object takes two
 * characters, or 56 bytes.
 */
export function hasTooManyValues(json: string): boolean {
  // a value takes at least one character and a comma
  if (json.length < 2 * maxValues) return false
  let count = 0
  let isInString = false
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at]
    if (char === '"') isInString = !isInString
    else if (char === '\\') at += 1
    else if (!isInString && (char === ',' || char === '[' || char === '{')) count += 1
  }
  return count > maxValues
}

/** Parses a frame; null if it is not JSON-RPC. Line breaks in JSON are only whitespace, so they become spaces. */
export function parseFrame(source: string): Frame | null {
  const text = /[\r\n]/.test(source) ? source.replaceAll(/[\r\n]+/g, ' ').trim() : source
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const messages: unknown[] = Array.isArray(value) ? value : [value]
  return messages.every(isMessage) && messages.length > 0 ? { text, messages } : null
}

/** The requests in a frame, which need an answer. */
export function requestsIn({ messages }: Frame): Request[] {
  return messages.flatMap(({ id, method, params = {} }) =>
    id === undefined || id === null || method === undefined ? [] : [{ id, method, params }],
  )
}

/** The only message of a frame if it has this method, otherwise null. */
export function soleMessage({ messages }: Frame, method: string): Message | null {
  const [only] = messages
  return messages.length === 1 && only?.method === method ? only : null
}

/** The error in a message; null if there is none that a client would accept. */
export function getRpcError({ error }: Message): RpcError | null {
  if (typeof error !== 'object' || error === null || !('code' in error && 'message' in error)) return null
  const { code, message } = error
  return Number.isInteger(code) && typeof message === 'string' ? (error as RpcError) : null
}

/** The id of the request that a message answers; null if it is no answer that a client would accept. */
export function answeredBy(message: Message): MessageId | null {
  const { jsonrpc, id, method, result } = message
  if (jsonrpc !== '2.0' || method !== undefined) return null
  if (typeof id !== 'string' && typeof id !== 'number') return null
  return isMessage(result) || getRpcError(message) !== null ? id : null
}

/** An error in a frame without a request id. */
export function strayErrorIn({ messages }: Frame): RpcError | null {
  const stray = messages.filter((message) => message.method === undefined && answeredBy(message) === null)
  return stray.map(getRpcError).find((error) => error !== null) ?? null
}

/** The part of a server's frame that is valid JSON-RPC for a client; null if nothing is. */
export function wellFormed(frame: Frame): Frame | null {
  const messages = frame.messages.filter((message) =>
    message.method === undefined ? answeredBy(message) !== null : message.jsonrpc === '2.0',
  )
  if (messages.length === frame.messages.length) return frame
  return messages.length === 0 ? null : { messages, text: JSON.stringify(messages) }
}

/** A string in `params`, such as `params._meta['…']`, by its path; null if there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  let at = value
  for (const name of path) at = isMessage(at) ? (at as Record<string, unknown>)[name] : undefined
  return typeof at === 'string' ? at : null
}
