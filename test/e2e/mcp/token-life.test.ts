import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

const lifetimeSec = 6
const lifetimes = Number(process.env['SOAK_LIFETIMES'] ?? 3)

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession({ accessTokenLifetimeSec: lifetimeSec })
})
afterAll(() => session.close())

test(
  'with constant calls across several token lifetimes, none fails and no token is ever refused',
  async () => {
    const { client } = await session.connect()
    const untilMs = performance.now() + lifetimes * lifetimeSec * 1000
    let calls = 0
    for (; performance.now() < untilMs; calls += 1) {
      const message = `call ${calls}`
      const { content } = await client.callTool({ name: 'echo', arguments: { message } })
      expect(content).toEqual([{ type: 'text', text: `Echo: ${message}` }])
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const { seen } = session.server
    const tokens = new Set(seen.map(({ headers }) => headers.authorization))
    expect(tokens.size).toBeGreaterThanOrEqual(lifetimes)
    expect(seen.filter(({ refusedWith }) => refusedWith !== null)).toEqual([])
  },
  (lifetimes * lifetimeSec + 30) * 1000,
)
