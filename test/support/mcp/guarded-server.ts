import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { freePort } from '../../../local-atlassian/free-port.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'

/** A request to the server. */
interface Seen {
  readonly method: string
  readonly headers: IncomingMessage['headers']
  /** The guard's own answer; null: it let the request through. */
  readonly refusedWith: number | null
}

/** How the guard treats requests with a valid token. */
type Mood =
  /** Lets them through. */
  | 'fair'
  /** Refuses all of them. */
  | 'refusesAll'
  /** Says that the token lacks a scope. */
  | 'wantsScope'

/** An MCP server behind a guard that checks bearer tokens with the provider itself. */
export interface GuardedServer {
  readonly url: string
  readonly seen: Seen[]
  /** The requests with this `x-bridge` header. */
  seenFrom(bridge: string): Seen[]
  /** Whether there was one in a session. */
  opened(bridge: string): boolean
  setMood(mood: Mood): void
  /** Refuses this token from now on, although it is valid at the provider. */
  refuseToken(token: string): void
  /** As if the current sessions had ended: 404. */
  clearSessions(): void
  /** Closes all connections. */
  drop(): void
  /** Closes the port and all connections; the server behind it keeps running. */
  pause(): Promise<void>
  resume(): Promise<void>
  close(): Promise<void>
}

const challenges: Partial<Record<Mood, [number, string]>> = {
  refusesAll: [401, 'Bearer error="invalid_token"'],
  wantsScope: [403, 'Bearer error="insufficient_scope", scope="write:jira-work"'],
}

export async function startGuardedServer(port: number, atlassian: LocalAtlassian): Promise<GuardedServer> {
  const seen: Seen[] = []
  const refused = new Set<string>()
  const sessions = new Set<string>()
  const forgotten = new Set<string>()
  let mood: Mood = 'fair'

  const readToken = ({ headers }: IncomingMessage) =>
    /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''

  const verdict = async (incoming: IncomingMessage): Promise<[number, string] | null> => {
    const token = readToken(incoming)
    const { active } = await atlassian.introspect(token)
    if (!active || refused.has(token)) return [401, 'Bearer error="invalid_token"']
    const moody = challenges[mood]
    if (moody !== undefined) return moody
    return forgotten.has(String(incoming.headers['mcp-session-id'])) ? [404, ''] : null
  }

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url, headers } = incoming
    // a kept connection may be one that the server behind is just closing
    const onward = request({
      port,
      method,
      path: url,
      headers: { ...headers, host: `127.0.0.1:${port}` },
      agent: false,
    })
    onward.on('response', (answer) => {
      const session = answer.headers['mcp-session-id']
      if (typeof session === 'string') sessions.add(session)
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      // a stream starts before its first event
      outgoing.flushHeaders()
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
    })
    onward.on('error', (error) =>
      outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end(String(error)),
    )
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }

  // a request may already be on its way when a server closes an idle connection
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    void verdict(incoming).then((no) => {
      seen.push({ method: incoming.method ?? '', headers: incoming.headers, refusedWith: no?.[0] ?? null })
      if (no === null) return pass(incoming, outgoing)
      incoming.resume()
      outgoing.writeHead(no[0], { 'www-authenticate': no[1], 'content-type': 'application/json' })
      outgoing.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"no"}}')
    })
  })

  const listen = async (on: number): Promise<void> => {
    server.listen(on, '127.0.0.1')
    await once(server, 'listening')
  }
  const pause = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  const seenFrom = (bridge: string) => seen.filter(({ headers }) => headers['x-bridge'] === bridge)

  const mine = await freePort()
  await listen(mine)
  return {
    url: `http://127.0.0.1:${mine}/mcp`,
    seen,
    seenFrom,
    opened: (bridge) => seenFrom(bridge).some(({ headers }) => headers['mcp-session-id'] !== undefined),
    setMood: (next) => (mood = next),
    refuseToken: (token) => refused.add(token),
    clearSessions: () => {
      for (const session of sessions) forgotten.add(session)
    },
    drop: () => server.closeAllConnections(),
    pause,
    resume: () => listen(mine),
    close: async () => {
      if (server.listening) await pause()
    },
  }
}
