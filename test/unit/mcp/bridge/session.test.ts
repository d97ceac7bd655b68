import { expect, test } from 'vitest'
import { parseFrame, requestsIn } from '../../../../src/mcp/bridge/message.ts'
import { createSession } from '../../../../src/mcp/bridge/session.ts'
import type { UpstreamAnswer } from '../../../../src/mcp/bridge/upstream.ts'

/** A session that is being begun anew, for as long as the server likes. */
function startingAnew() {
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

test('nobody waits for a session that is there', async () => {
  expect(await settles(createSession().ready(new AbortController().signal))).toBe(true)
})

test('who is cancelled does not wait for the session that is being begun', async () => {
  const session = startingAnew()
  const cancelling = new AbortController()
  const ready = session.ready(cancelling.signal)
  expect(await settles(ready)).toBe(false)
  cancelling.abort()
  expect(await settles(ready)).toBe(true)
})
