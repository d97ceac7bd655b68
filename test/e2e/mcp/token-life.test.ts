import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

/** The bridge has half of this to get the next token. */
const lifetimeSec = 12
const renewals = Number(process.env['SOAK_LIFETIMES'] ?? 3)

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession({ accessTokenLifetimeSec: lifetimeSec })
})
afterAll(() => session.close())

test(
  'with constant calls across several token lifetimes, none fails and no token is ever refused',
  async () => {
    const { client } = await session.connect()
    const { seen } = session.server
    const tokens = () => new Set(seen.map(({ headers }) => headers.authorization)).size
    for (let calls = 0; tokens() <= renewals; calls += 1) {
      const message = `call ${calls}`
      const { content } = await client.callTool({ name: 'echo', arguments: { message } })
      expect(content).toEqual([{ type: 'text', text: `Echo: ${message}` }])
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(seen.filter(({ refusedWith }) => refusedWith !== null)).toEqual([])
  },
  renewals * lifetimeSec * 1000 + 600_000,
)
