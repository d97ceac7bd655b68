import { expect, test } from 'vitest'
import type { OwnerRequest, Send } from '../../../../src/client/http-exchange.ts'
import { createTokenSource } from '../../../../src/mcp/bridge/token-source.ts'
import { ownerSocket } from '../../../support/mcp/owner-socket.ts'

/** An owner that gives out `token-N` with so many seconds, and clocks that a test sets. */
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
  const send: Send = (_socket, { method, target }: OwnerRequest) => {
    asked.push(`${method} ${target}`)
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
    /** Time goes by. */
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

test('a token is kept until a minute is left of it', async () => {
  const { source, asked, pass } = await harness()
  const tokens = source()
  expect((await tokens.current()).accessToken).toBe('token-1')
  pass(3539)
  expect((await tokens.current()).accessToken).toBe('token-1')
  pass(2)
  expect((await tokens.current()).accessToken).toBe('token-2')
  expect(asked).toHaveLength(2)
})

test('a short-lived token is kept for half of its life', async () => {
  const { source, pass } = await harness(6)
  const tokens = source()
  await tokens.current()
  pass(2.9)
  expect((await tokens.current()).accessToken).toBe('token-1')
  pass(0.2)
  expect((await tokens.current()).accessToken).toBe('token-2')
})

test('sleep counts, and a wall clock set back makes no token live longer', async () => {
  const { source, sleep, pass, setWallBack } = await harness()
  const tokens = source()
  await tokens.current()
  sleep(4000)
  expect((await tokens.current()).accessToken).toBe('token-2')
  setWallBack(86_400)
  pass(3541)
  expect((await tokens.current()).accessToken).toBe('token-3')
})

test('those who ask at the same time ask the owner once', async () => {
  const { source, asked } = await harness()
  const tokens = source()
  await Promise.all([tokens.current(), tokens.current(), tokens.current()])
  expect(asked).toHaveLength(1)
})

test('a refused token is reported once, by its id, and who is late gets the new one', async () => {
  const { source, asked } = await harness()
  const tokens = source()
  const { tokenId } = await tokens.current()
  const replaced = await Promise.all([tokens.replace(tokenId), tokens.replace(tokenId)])
  expect(replaced.map(({ accessToken }) => accessToken)).toEqual(['token-2', 'token-2'])
  expect((await tokens.replace(tokenId)).accessToken).toBe('token-2')
  expect(asked.slice(1)).toEqual(['POST /v1/accounts/a-1/renew?refused=id-1'])
})

test('the default account of the first answer is used from then on, until it is gone', async () => {
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

test('a named account is asked for by its name, and nobody takes its place', async () => {
  const { source, asked, failNext } = await harness()
  const tokens = source('my work')
  failNext('accountNotFound')
  await expect(tokens.current()).rejects.toMatchObject({ code: 'accountNotFound' })
  await tokens.current()
  expect(asked).toEqual(['GET /v1/accounts/my%20work/token', 'GET /v1/accounts/my%20work/token'])
})

test('a token that lacks a scope is asked for anew', async () => {
  const { source } = await harness()
  const tokens = source()
  tokens.clear((await tokens.current()).tokenId)
  expect((await tokens.current()).accessToken).toBe('token-2')
})
