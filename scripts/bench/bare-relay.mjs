// The minimum that any relay has to do: lines from stdin to HTTP with a fixed token, events to stdout.
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'

const [url, token] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true })
const headers = {
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

function print(answer) {
  let rest = ''
  headers['mcp-session-id'] ??= answer.headers['mcp-session-id']
  answer.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    for (const line of lines) if (line.startsWith('data: ')) process.stdout.write(`${line.slice(6)}\n`)
  })
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    request(url, { method: 'POST', agent, headers }, print).end(line)
    if (line.includes('notifications/initialized')) request(url, { agent, headers }, print).end()
  })
  .on('close', () => process.exit())
