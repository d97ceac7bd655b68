import { afterEach, expect, test, vi } from 'vitest'
import { askOwner } from '../../../src/client/ask-owner.ts'
import type { Exchange } from '../../../src/client/http-exchange.ts'
import { ownerSocket } from '../../support/mcp/owner-socket.ts'

const status = { method: 'GET', target: '/v1/status' } as const
const answered = (code: number, body: object): Exchange => ({
  kind: 'answered',
  answer: { status: code, body: JSON.stringify(body) },
})
const busy: Exchange = { kind: 'busy', sent: true }

afterEach(() => void vi.useRealTimers())

/** Asks an owner that replies depending on the seconds that have passed; another one can be started. */
async function ask(reply: (passedSec: number, starts: number) => Exchange) {
  const environment = { JIRA_TOKEN_SOCKET: await ownerSocket() }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const begunMs = performance.now()
  let starts = 0
  const asking = askOwner(
    {
      environment,
      client: 'test',
      send: () => Promise.resolve(reply((performance.now() - begunMs) / 1000, starts)),
      start: async () => void (starts += 1),
    },
    status,
  ).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(300_000)
  return { result: await asking, starts }
}

test('a request that the owner did not get in time is sent again', async () => {
  const tooSlow = answered(408, { error: { code: 'requestTooSlow', message: '' } })
  const { result } = await ask((passedSec) => (passedSec < 5 ? tooSlow : answered(200, { fine: true })))
  expect(result).toEqual({ fine: true })
})

test('an owner that stays busy leads to an error, but each owner gets the full time', async () => {
  expect((await ask(() => busy)).result).toMatchObject({ code: 'ownerBusy' })
  vi.useRealTimers()
  const { result, starts } = await ask((passedSec, started) => {
    if (passedSec < 50) return busy
    if (started === 0) return { kind: 'nobody' }
    return passedSec < 100 ? busy : answered(200, { fine: true })
  })
  expect(starts).toBe(1)
  expect(result).toEqual({ fine: true })
})

test('what is sent can be told, without bodies', async () => {
  const socketFile = await ownerSocket()
  const told: string[] = []
  await askOwner(
    {
      environment: { JIRA_TOKEN_SOCKET: socketFile },
      client: 'test',
      send: () => Promise.resolve(answered(200, { accessToken: 'a-secret-token' })),
      debug: (text) => told.push(text),
    },
    { method: 'POST', target: '/v1/sign-in/finish', body: { redirectedTo: 'https://x/?code=a-secret-code' } },
  )
  expect(told).toEqual([expect.stringMatching(/^POST \/v1\/sign-in\/finish at \S+: 200 \(\d+ ms\)$/)])
})
