import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../local-atlassian/free-port.ts'

/** A request from the bridge. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The body, parsed; null for none. */
  readonly message: { readonly id?: number; readonly method?: string; readonly params?: object } | null
  /** The raw body. */
  readonly body: string
}

/** What a script does with a request, and its tools. */
export type Script = (asked: Asked, response: ServerResponse) => void

export interface ScriptedServer {
  readonly url: string
  readonly asked: Asked[]
  /** The methods of the messages, and of requests without a message, in the order they arrived. */
  heard(): string[]
  close(): Promise<void>
  reopen(): Promise<void>
}

export const json = (response: ServerResponse, value: object, headers = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

export const toResult = (asked: Asked, result: object = {}) => ({
  jsonrpc: '2.0',
  id: asked.message?.id,
  result,
})

/** Starts an event stream; the returned function sends one event. */
export function stream(response: ServerResponse): (value: object | null, id?: string) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  return (value, id) => {
    const idLine = id === undefined ? '' : `id: ${id}\n`
    response.write(`${idLine}data: ${value === null ? '' : JSON.stringify(value)}\n\n`)
  }
}

const defaultServer = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'scripted', version: '1' },
}

/** What most scripts do with most requests: a handshake with a session, and no event stream of its own. */
export function usual(asked: Asked, response: ServerResponse, session = 's-1'): void {
  if (asked.method === 'GET') return void response.writeHead(405).end()
  if (asked.message?.method === 'initialize')
    return json(response, toResult(asked, defaultServer), { 'mcp-session-id': session })
  if (asked.message?.id === undefined) return void response.writeHead(202).end()
  json(response, toResult(asked))
}

/** A server for one test that follows a script. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const asked: Asked[] = []
  // a request may already be on its way when a server closes an idle connection
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { method = '', headers, url: path = '' } = incoming
      const message = body === '' ? null : (JSON.parse(body) as Asked['message'])
      const one: Asked = { method, path, headers, message, body }
      asked.push(one)
      script(one, response)
    })
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  const port = await freePort()
  await listen(port)
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    asked,
    heard: () => asked.map(({ method, message }) => message?.method ?? method),
    close,
    reopen: () => listen(port),
  }
}
