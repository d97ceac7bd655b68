import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Tool {
  readonly type?: string
  readonly name?: string
  readonly tools?: readonly Tool[]
}

interface Item {
  readonly type?: string
  readonly call_id?: string
  readonly output?: unknown
}

interface ModelRequest {
  readonly tools?: readonly Tool[]
  readonly input?: readonly Item[]
}

/** Between two calls of the tool. */
const pauseMs = 500

/** The tools that a request offers, and in which namespace. */
function toolsIn({ tools = [] }: ModelRequest): { readonly name: string; readonly namespace?: string }[] {
  return tools.flatMap((tool) => {
    const { name = '', tools: inner } = tool
    return inner === undefined ? [{ name }] : inner.map((one) => ({ name: one.name ?? '', namespace: name }))
  })
}

/** Calls the tool, or passes the time until there is one: Codex doesn't wait for a server that is slow to start. */
function nextItem(request: ModelRequest, isDone: boolean, id: string): object {
  if (isDone) {
    const content = [{ type: 'output_text', text: 'done' }]
    return { type: 'message', role: 'assistant', id, content }
  }
  const all = toolsIn(request)
  const tool =
    all.find(({ name }) => name.endsWith('echo')) ?? all.find(({ name }) => name.endsWith('sign_in'))
  const call = tool ?? { name: 'list_mcp_resources' }
  const args = tool === undefined ? {} : { message: 'hi' }
  return { type: 'function_call', call_id: `${call.name} ${id}`, ...call, arguments: JSON.stringify(args) }
}

function answer(response: ServerResponse, id: string, item: object): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  send('response.created', { response: { id } })
  send('response.output_item.done', { output_index: 0, item })
  const usage = {
    input_tokens: 1,
    input_tokens_details: null,
    output_tokens: 1,
    output_tokens_details: null,
    total_tokens: 2,
  }
  send('response.completed', { response: { id, usage } })
  response.end()
}

export interface ResponsesStandIn {
  readonly url: string
  /** What the tool said, in order. */
  readonly results: string[]
  close(): void
}

/** A stand-in for a model (OpenAI's Responses API) that calls `echo`, or else `sign_in`, until it gets an echo. */
export async function startResponsesStandIn(): Promise<ResponsesStandIn> {
  const results: string[] = []
  let count = 0
  const server = createServer((incoming, response) => {
    let text = ''
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
    incoming.on('end', () => {
      if (incoming.url?.endsWith('/responses') !== true) return void response.writeHead(404).end()
      const request = JSON.parse(text) as ModelRequest
      const outputs = (request.input ?? []).filter(
        ({ type, call_id: call = '' }) => type === 'function_call_output' && /^(echo|sign_in)/.test(call),
      )
      results.splice(0, Infinity, ...outputs.map(({ output }) => JSON.stringify(output)))
      count += 1
      const id = `id_${count}`
      const isDone = results.some((result) => result.includes('Echo: hi'))
      setTimeout(() => answer(response, id, nextItem(request, isDone, id)), pauseMs)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    results,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
