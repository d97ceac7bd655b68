import { expect, test } from 'vitest'
import { parseFrame, requestsIn } from '../../../../src/mcp/bridge/message.ts'
import { createSession } from '../../../../src/mcp/bridge/session.ts'
import type { UpstreamAnswer } from '../../../../src/mcp/bridge/decode-answer.ts'

/** A session that is being started again, for as long as the server likes. */
function restartingSession() {
  const session = createSession()
  const initialize = parseFrame('{"jsonrpc":"2.0","id":0,"method":"initialize"}')!
  const answer = { headers: { 'mcp-session-id': 's-1' } } as unknown as UpstreamAnswer
  session.noteAnswer(initialize, requestsIn(initialize)[0]!, { jsonrpc: '2.0', id: 0, result: {} }, answer)
  session.noteSent(parseFrame('{"jsonrpc":"2.0","method":"notifications/initialized"}')!)
  void session.restart('s-1', () => new Promise(() => undefined))
  return session
}

const settles = (promise: Promise<void>) =>
  Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))])

test('nothing waits for an existing session', async () => {
  expect(await settles(createSession().ready(new AbortController().signal))).toBe(true)
})

test('a canceled request stops waiting for the new session', async () => {
  const session = restartingSession()
  const cancelling = new AbortController()
  const ready = session.ready(cancelling.signal)
  expect(await settles(ready)).toBe(false)
  cancelling.abort()
  expect(await settles(ready)).toBe(true)
})
