import { createParser } from 'eventsource-parser'
import * as z from 'zod'
import type { FetchLike } from '../http/limited-fetch.ts'

/** The version we offer; the server responds with the one it uses. */
const protocolVersion = '2025-11-25'

/**
 * The request that starts a session with an MCP server. Source: MCP specification, "Lifecycle" and "Streamable HTTP".
 */
export const initializeRequest = {
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'jira-token-tray', version: '1' } },
  }),
} as const

/** A request of every client, for the session that a response to `initializeRequest` started, if any. */
export function listToolsRequest(session: string | null) {
  return {
    headers: {
      ...initializeRequest.headers,
      'mcp-protocol-version': protocolVersion,
      ...(session !== null && { 'mcp-session-id': session }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
  }
}

const maxRedirects = 3

/** Where a redirect leads that keeps method and body (307, 308), if that is on the same origin; null otherwise. */
function getRedirect({ status, headers }: Response, from: string): string | null {
  const location = headers.get('location')
  if ((status !== 307 && status !== 308) || location === null || !URL.canParse(location, from)) return null
  const to = new URL(location, from)
  return to.origin === new URL(from).origin ? to.href : null
}

/** A fetch that follows up to three redirects of an MCP server, on its origin only: the token must not go elsewhere. */
export function followOnOrigin(fetch: FetchLike): FetchLike {
  return async (url, init) => {
    let response = await fetch(url, init)
    let from = url
    for (let redirects = 0; redirects < maxRedirects; redirects += 1) {
      const to = getRedirect(response, from)
      if (to === null) break
      response = await fetch(to, init)
      from = to
    }
    return response
  }
}

const answerSchema = z.object({
  result: z.object({ serverInfo: z.object({ name: z.string(), title: z.string().optional() }) }),
})

function parseMessages(text: string): unknown[] {
  const found: unknown[] = []
  const add = (data: string): void => {
    try {
      found.push(JSON.parse(data))
    } catch {
      // not JSON
    }
  }
  add(text)
  const parser = createParser({ onEvent: ({ data }) => add(data) })
  // the parser would wait after a last carriage return
  parser.feed(`${text.replaceAll(/\r\n?/g, '\n')}\n\n`)
  return found
}

/** Whether a response, or its beginning, contains a JSON-RPC answer. */
export function hasAnswer(text: string): boolean {
  return parseMessages(text).some(
    (message) =>
      typeof message === 'object' && message !== null && ('result' in message || 'error' in message),
  )
}

/** The server's own name in its response, as JSON or an event stream; null if it does not say. */
export function parseServerName(text: string): string | null {
  for (const message of parseMessages(text)) {
    const { data } = answerSchema.safeParse(message)
    if (data !== undefined) return data.result.serverInfo.title ?? data.result.serverInfo.name
  }
  return null
}

/** Ends the session that this response started, if any, so it does not linger on the server. Never rejects. */
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
