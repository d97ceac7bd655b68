import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startMcpSession, type BridgedClient, type McpSession } from '../../support/mcp/mcp-session.ts'
import { signInAgain } from '../../support/mcp/sign-in-again.ts'

let session: McpSession

/** Old enough for a renewal when it is refused. */
const aged = { leftSec: 1800 }

beforeAll(async () => {
  session = await startMcpSession({}, aged)
})
afterEach(() => session.server.setMood('fair'))
afterAll(() => session.close())

const echo = (client: BridgedClient['client'], message = 'hello') =>
  client.callTool({ name: 'echo', arguments: { message } })

const asked = () => session.desktop.atlassian.counts().refreshGrants.asked

test('ten bridges with one token that looks valid and is refused cost one renewal, and no call fails', async () => {
  const before = asked()
  const bridges = await Promise.all(Array.from({ length: 10 }, () => session.connect()))
  session.server.refuseToken(await session.desktop.accessToken())
  // some learn it together, and the others when it has been replaced already
  for (const wave of [bridges.slice(0, 7), bridges.slice(7), bridges]) {
    const answers = await Promise.all(wave.map(({ client }) => echo(client)))
    expect(answers.every(({ isError }) => isError !== true)).toBe(true)
    expect(asked()).toBe(before + 1)
  }
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('ten bridges with one token that is known to have expired cost one renewal', async () => {
  await session.startOver({ leftSec: -10, account: { autoRenewal: false } })
  const bridges = await Promise.all(Array.from({ length: 10 }, () => session.connect()))
  const answers = await Promise.all(bridges.map(({ client }) => echo(client)))
  expect(answers.every(({ isError }) => isError !== true)).toBe(true)
  expect(asked()).toBe(1)
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('a token revoked at the provider in mid-session is not noticed by the client', async () => {
  await session.startOver(aged)
  const { client, close } = await session.connect()
  await echo(client)
  session.desktop.atlassian.expireAccessTokens()
  expect(await echo(client, 'after')).toMatchObject({ content: [{ text: 'Echo: after' }] })
  await close()
})

test('a server that always refuses costs one renewal, says what to do, and works again without a restart', async () => {
  await session.startOver(aged)
  const { client, close } = await session.connect()
  const before = asked()
  session.server.setMood('refusesAll')
  for (let calls = 0; calls < 3; calls += 1)
    await expect(echo(client)).rejects.toThrow(/refuses even a (token|fresh token).*Check the scopes/)
  expect(asked()).toBe(before + 1)
  session.server.setMood('fair')
  expect(await echo(client)).toMatchObject({ content: [{ text: 'Echo: hello' }] })
  await close()
})

test('a missing scope never renews', async () => {
  await session.startOver(aged)
  const { client, close } = await session.connect()
  const before = asked()
  session.server.setMood('wantsScope')
  await expect(echo(client)).rejects.toThrow(/lacks the scope write:jira-work .*sign in again/)
  expect(asked()).toBe(before)
  await close()
})

test('a lost sign-in gives a clear error, and after signing in again the same bridge goes on', async () => {
  const { client, close } = await session.connect()
  session.desktop.atlassian.revokeAll()
  await expect(echo(client)).rejects.toThrow(/Sign in again.*no restart is needed/)
  await signInAgain(session.env, 'work')
  expect(await echo(client)).toMatchObject({ content: [{ text: 'Echo: hello' }] })
  await close()
})

test('`--cloud-id auto` names the first site of the account, an id names that one, and without it there is none', async () => {
  const cloudIds = async (...args: string[]) => {
    const from = session.server.seen.length
    const { client, close } = await session.connect(...args)
    await echo(client)
    await close()
    const headers = session.server.seen.slice(from).map((seen) => seen.headers['x-atlassian-cloud-id'])
    return [...new Set(headers)]
  }
  expect(await cloudIds('--cloud-id', 'auto')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
  expect(await cloudIds('--cloud-id', 'c-1')).toEqual(['c-1'])
  expect(await cloudIds()).toEqual([undefined])
})
