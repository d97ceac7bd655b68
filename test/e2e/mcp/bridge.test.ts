import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession()
})
afterAll(() => session.close())

test('a client calls a tool', async () => {
  const { client } = await session.connect()
  const t0 = performance.now()
  expect(await client.callTool({ name: 'echo', arguments: { message: 'hello' } })).toMatchObject({
    content: [{ type: 'text', text: 'Echo: hello' }],
  })
  console.log(performance.now() - t0)
  for (let i = 0; i < 20; i++) {
    const t = performance.now()
    await client.callTool({ name: 'echo', arguments: { message: 'hello' } })
    console.log(performance.now() - t)
  }
  console.log(
    session.server.seen
      .map((s) => `${s.method} ${s.refusedWith} ${JSON.stringify(s.headers).slice(0, 600)}`)
      .slice(0, 5),
  )
})
