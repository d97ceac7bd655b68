import { createParser } from 'eventsource-parser'
import * as z from 'zod'
import type { FetchLike } from '../http/limited-fetch.ts'

/** The version that is offered; the server answers with the one it speaks. */
const protocolVersion = '2025-11-25'

/** How a session with an MCP server begins. Source: MCP specification, "Lifecycle" and "Streamable HTTP". */
export const initializeRequest = {
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'jira-token-tray', version: '1' } },
  }),
} as const

const answerSchema = z.object({
  result: z.object({ serverInfo: z.object({ name: z.string(), title: z.string().optional() }) }),
})

function messagesIn(text: string): unknown[] {
  const found: unknown[] = []
  const add = (data: string): void => {
    try {
      found.push(JSON.parse(data))
    } catch {
      // not for us
    }
  }
  add(text)
  const parser = createParser({ onEvent: ({ data }) => add(data) })
  parser.feed(`${text}\n\n`)
  return found
}

/** What the server calls itself in its answer, be it JSON or an event stream; null: it does not say. */
export function serverNameIn(text: string): string | null {
  for (const message of messagesIn(text)) {
    const { data } = answerSchema.safeParse(message)
    if (data !== undefined) return data.result.serverInfo.title ?? data.result.serverInfo.name
  }
  return null
}

/** Ends the session that an answer began, if it did, so that it does not linger at the server. Never rejects. */
export async function endSession(
  fetch: FetchLike,
  url: string,
  answer: Response,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const session = answer.headers.get('mcp-session-id')
  if (session === null) return
  await fetch(url, { method: 'DELETE', headers: { ...headers, 'mcp-session-id': session } }).catch(
    () => undefined,
  )
}
