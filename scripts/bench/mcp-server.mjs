// A minimal MCP server over Streamable HTTP. It costs next to nothing, so the cost of a bridge is visible.
// Prints its port.
import { createServer } from 'node:http'

const results = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'bench', version: '1' },
  },
  'tools/call': { content: [{ type: 'text', text: 'x'.repeat(500) }] },
}

const server = createServer((request, response) => {
  // clients look for an authorization server
  if (request.url !== '/mcp') return response.writeHead(404).end()
  if (request.method === 'GET') {
    // the event stream stays open and silent
    response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 'bench' })
    return response.flushHeaders()
  }
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    if (request.method === 'DELETE') return response.writeHead(200).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return response.writeHead(202, { 'mcp-session-id': 'bench' }).end()
    response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 'bench' })
    const answer = { jsonrpc: '2.0', id, result: results[method] ?? {} }
    response.end(`event: message\ndata: ${JSON.stringify(answer)}\n\n`)
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
