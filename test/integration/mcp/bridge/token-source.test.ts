import { expect, test } from 'vitest'
import type { OwnerRequest, Send } from '../../../../src/client/http-exchange.ts'
import { createTokenSource } from '../../../../src/mcp/bridge/token-source.ts'
import { ownerSocket } from '../../../support/mcp/owner-socket.ts'

/** An owner that issues `token-N` with this lifetime, and clocks that the test controls. */
async function harness(lifeSec = 3600) {
  let monotonicMs = 0
  let wallMs = Date.parse('2026-01-01')
  let count = 0
  const asked: string[] = []
  let failure: { status: number; code: string } | null = null
  const answer = () => ({
    account: { id: 'a-1', name: 'work' },
    accessToken: `token-${count}`,
    tokenId: `id-${count}`,
    expiresAt: new Date(wallMs + lifeSec * 1000).toISOString(),
    expiresInSec: lifeSec,
  })
  const send: Send = (_socket, { method, target, body: args }: OwnerRequest) => {
    asked.push(`${method} ${target} ${args ?? ''}`.trim())
    count += 1
    const [status, body] =
      failure === null
        ? [200, JSON.stringify(answer())]
        : [failure.status, JSON.stringify({ error: { code: failure.code, message: 'no' } })]
    failure = null
    return Promise.resolve({ kind: 'answered', answer: { status, body } })
  }
  const environment = { JIRA_TOKEN_SOCKET: await ownerSocket() }
  const clocks = { monotonicMs: () => monotonicMs, wallMs: () => wallMs }
  return {
    asked,
    source: (account: string | null = null) =>
      createTokenSource({ environment, client: 'test', send }, async () => account ?? 'default', clocks),
    /** Time passes. */
    pass: (seconds: number) => {
      monotonicMs += seconds * 1000
      wallMs += seconds * 1000
    },
    /** The computer sleeps. */
    sleep: (seconds: number) => (wallMs += seconds * 1000),
    setWallBack: (seconds: number) => (wallMs -= seconds * 1000),
    failNext: (code: string) => (failure = { status: 404, code }),
  }
}

test('a token is kept until it has a minute left', async () => {
  const { source, asked, pass } = await harness()
  const tokens = source()
  expect((await tokens.current()).accessToken).toBe('token-1')
  pass(3539)
  expect((await tokens.current()).accessToken).toBe('token-1')
  pass(2)
  expect((await tokens.current()).accessToken).toBe('token-2')
  expect(asked).toHaveLength(2)
})

test('a short-lived token is kept for half its lifetime', async () => {
  const { source, pass } = await harness(6)
  const tokens = source()
  await tokens.current()
  pass(2.9)
  expect((await tokens.current()).accessToken).toBe('token-1')
  pass(0.2)
  expect((await tokens.current()).accessToken).toBe('token-2')
})

test('sleep counts, and setting the wall clock back doesn’t extend a token', async () => {
  const { source, sleep, pass, setWallBack } = await harness()
  const tokens = source()
  await tokens.current()
  sleep(4000)
  expect((await tokens.current()).accessToken).toBe('token-2')
  setWallBack(86_400)
  pass(3541)
  expect((await tokens.current()).accessToken).toBe('token-3')
})

test('concurrent requests ask the owner once', async () => {
  const { source, asked } = await harness()
  const tokens = source()
  await Promise.all([tokens.current(), tokens.current(), tokens.current()])
  expect(asked).toHaveLength(1)
})

test('a refused token is reported once, by its ID, and latecomers get the new one', async () => {
  const { source, asked } = await harness()
  const tokens = source()
  const { tokenId } = await tokens.current()
  const replaced = await Promise.all([tokens.replace(tokenId), tokens.replace(tokenId)])
  expect(replaced.map(({ accessToken }) => accessToken)).toEqual(['token-2', 'token-2'])
  expect((await tokens.replace(tokenId)).accessToken).toBe('token-2')
  expect(asked.slice(1)).toEqual(['POST /v1/accounts/a-1/renew {"refused":"id-1"}'])
})

test('the default account from the first answer stays in use until it is gone', async () => {
  const { source, asked, pass, failNext } = await harness()
  const tokens = source()
  await tokens.current()
  pass(3600)
  await tokens.current()
  pass(3600)
  failNext('accountNotFound')
  await tokens.current()
  expect(asked).toEqual([
    'GET /v1/accounts/default/token',
    'GET /v1/accounts/a-1/token',
    'GET /v1/accounts/a-1/token',
    'GET /v1/accounts/default/token',
  ])
})

test('a named account is requested by name, and no other account replaces it', async () => {
  const { source, asked, failNext } = await harness()
  const tokens = source('my work')
  failNext('accountNotFound')
  await expect(tokens.current()).rejects.toMatchObject({ code: 'accountNotFound' })
  await tokens.current()
  expect(asked).toEqual(['GET /v1/accounts/my%20work/token', 'GET /v1/accounts/my%20work/token'])
})

test('a token without the required scope is fetched again', async () => {
  const { source } = await harness()
  const tokens = source()
  tokens.clear((await tokens.current()).tokenId)
  expect((await tokens.current()).accessToken).toBe('token-2')
})
