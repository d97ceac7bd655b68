import { textAt, type Frame, type Message } from './message.ts'
import type { ToolNotes } from './tool-notes.ts'

const versionKey = 'io.modelcontextprotocol/protocolVersion'

/** The parameter of each method that goes into `Mcp-Name`. */
const nameFields: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
}

const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/

/** A value encoded for a header. Source: MCP 2026-07-28, "Streamable HTTP", value encoding. */
function encoded(value: string): string {
  const isPlain = plain.test(value) && !/^=\?base64\?.*\?=$/.test(value)
  return isPlain ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`
}

function valueAt(root: unknown, path: readonly string[]): string | null {
  let at = root
  for (const name of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined
  if (typeof at === 'string') return at
  return typeof at === 'boolean' || (typeof at === 'number' && Number.isSafeInteger(at)) ? String(at) : null
}

function paramHeaders({ params }: Message, tools: ToolNotes): [string, string][] {
  const note = tools.of(textAt(params, 'name') ?? '')
  return (note?.headerParams ?? []).flatMap(({ header, path }): [string, string][] => {
    const value = valueAt(params?.['arguments'], path)
    return value === null ? [] : [[`mcp-param-${header.toLowerCase()}`, encoded(value)]]
  })
}

/** Whether a message carries its own protocol version, as all do from version 2026-07-28 on. */
export function isModern({ params }: Message): boolean {
  return textAt(params, '_meta', versionKey) !== null
}

/**
 * The headers of a message that carries its own protocol version, as all do from version 2026-07-28 on; null for earlier
 * versions, where the session has it.
 */
export function modernHeaders({ messages }: Frame, tools: ToolNotes): Record<string, string> | null {
  const [message] = messages
  const version = textAt(message?.params, '_meta', versionKey)
  if (message?.method === undefined || version === null || messages.length > 1) return null
  const { method } = message
  const name = textAt(message.params, nameFields[method] ?? '')
  return {
    'mcp-protocol-version': encoded(version),
    'mcp-method': encoded(method),
    ...(name === null ? {} : { 'mcp-name': encoded(name) }),
    ...(method === 'tools/call' ? Object.fromEntries(paramHeaders(message, tools)) : {}),
  }
}
