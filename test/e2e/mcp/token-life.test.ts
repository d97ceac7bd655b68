import { afterAll, beforeAll, expect, test } from 'vitest'
import { patient, startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

/** The bridge has half of this to get the next token. */
const lifetimeSec = 12
/** A call that takes longer says nothing: the machine is so busy that a token may expire on its way to the server. */
const maxCallMs = (lifetimeSec * 1000) / 4
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
    const refused: number[] = []
    for (let calls = 0; tokens() <= renewals; calls += 1) {
      const message = `call ${calls}`
      const [from, begunMs] = [seen.length, performance.now()]
      const { content } = await client.callTool({ name: 'echo', arguments: { message } }, patient)
      expect(content).toEqual([{ type: 'text', text: `Echo: ${message}` }])
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (performance.now() - begunMs < maxCallMs)
        refused.push(...seen.slice(from).flatMap(({ refusedWith }) => refusedWith ?? []))
    }
    expect(refused).toEqual([])
  },
  renewals * lifetimeSec * 1000 + 600_000,
)
