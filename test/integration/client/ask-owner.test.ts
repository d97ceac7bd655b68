import { afterEach, expect, test, vi } from 'vitest'
import { askOwner, type ConnectionOptions } from '../../../src/client/ask-owner.ts'
import type { Exchange, OwnerRequest } from '../../../src/client/http-exchange.ts'
import { noSuchAccount } from '../../../src/client/owner-error.ts'
import { ownerSocket } from '../../support/mcp/owner-socket.ts'

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
    'status',
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
    'finishSignIn',
    { redirectedTo: 'https://x/?code=a-secret-code' },
  )
  expect(told).toEqual([expect.stringMatching(/^POST \/v1\/sign-in\/finish at \S+: 200 \(\d+ ms\)$/)])
})

/** The requests that an owner gets from `asking`. */
async function sentBy(asking: (connection: ConnectionOptions) => Promise<unknown>): Promise<OwnerRequest[]> {
  const sent: OwnerRequest[] = []
  await asking({
    environment: { JIRA_TOKEN_SOCKET: await ownerSocket() },
    client: 'test',
    send: (_, request) => {
      sent.push(request)
      return Promise.resolve(answered(200, {}))
    },
  })
  return sent
}

test('arguments go into the query of a GET, or else into the body, and the account into the path', async () => {
  const sent = await sentBy(async (connection) => {
    await askOwner(connection, 'status')
    await askOwner(connection, 'token', { account: null, min_valid: 60 })
    await askOwner(connection, 'token', { account: 'a/b $& ü', min_valid: undefined })
    await askOwner(connection, 'signIn', { account: 'work', surface: 'manual' })
    await askOwner(connection, 'finishSignIn', { redirectedTo: 'https://x/?code=c', account: 'work' })
  })
  expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
    ['GET', '/v1/status', null],
    ['GET', '/v1/accounts/default/token?min_valid=60', null],
    ['GET', '/v1/accounts/a%2Fb%20%24%26%20%C3%BC/token', null],
    ['POST', '/v1/accounts/work/sign-in', '{"surface":"manual"}'],
    ['POST', '/v1/sign-in/finish', '{"redirectedTo":"https://x/?code=c","account":"work"}'],
  ])
})

test('an empty account name is a mistake', async () => {
  for (const account of ['', ' '])
    await expect(sentBy((connection) => askOwner(connection, 'token', { account }))).rejects.toThrow(
      /empty\. Is a variable unset/,
    )
})

test('the error for an unknown account lists the existing ones', () => {
  expect(noSuchAccount('x', ['work']).message).toBe("No account named 'x'. Accounts: work.")
  expect(noSuchAccount('x', ['work', 'play']).message).toBe("No account named 'x'. Accounts: work, play.")
  expect(noSuchAccount('x', []).message).toMatch(/^No accounts yet\. Add one: /)
})
