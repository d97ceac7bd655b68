import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Block {
  readonly type: string
  readonly [field: string]: unknown
}

interface ModelRequest {
  readonly model?: string
  readonly stream?: boolean
  readonly tools?: readonly { readonly name: string }[]
  readonly messages?: readonly { readonly content: string | readonly Block[] }[]
}

/** Asks for the tool once per turn of the user, and then ends the turn. */
function nextBlock({ tools = [], messages = [] }: ModelRequest): Block {
  const content = messages.at(-1)?.content
  const hasResult = Array.isArray(content) && content.some((block: Block) => block.type === 'tool_result')
  const tool = tools.find(({ name }) => /^mcp__.*(echo|sign_in)$/.test(name))
  if (hasResult || tool === undefined) return { type: 'text', text: hasResult ? 'done' : 'no tool' }
  return { type: 'tool_use', id: `toolu_${Math.random()}`, name: tool.name, input: { message: 'hi' } }
}

function answerAsStream(response: ServerResponse, message: object, block: Block, reason: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (type: string, data: object = {}) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  const isText = block.type === 'text'
  send('message_start', { message })
  send('content_block_start', {
    index: 0,
    content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
  })
  send('content_block_delta', {
    index: 0,
    delta: isText
      ? { type: 'text_delta', text: block['text'] }
      : { type: 'input_json_delta', partial_json: JSON.stringify(block['input']) },
  })
  send('content_block_stop', { index: 0 })
  send('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 5 } })
  send('message_stop')
  response.end()
}

/** A stand-in for a model (Anthropic's Messages API) that calls the first tool `echo` or `sign_in` in every turn. */
export async function startModelStandIn(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, response) => {
    let text = ''
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
    incoming.on('end', () => {
      if (incoming.url?.includes('/messages') !== true || incoming.url.includes('count_tokens'))
        return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":10}')
      const request = JSON.parse(text) as ModelRequest
      const block = nextBlock(request)
      const reason = block.type === 'tool_use' ? 'tool_use' : 'end_turn'
      const message = {
        id: `msg_${Math.random()}`,
        type: 'message',
        role: 'assistant',
        model: request.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1 },
      }
      if (request.stream === true) return answerAsStream(response, message, block, reason)
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...message, content: [block], stop_reason: reason }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
