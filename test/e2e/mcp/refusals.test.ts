import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  patient,
  startMcpSession,
  type BridgedClient,
  type McpSession,
} from '../../support/mcp/mcp-session.ts'
import { signInAgain } from '../../support/mcp/sign-in-again.ts'

let session: McpSession

/** Old enough to be renewed when it is refused. */
const aged = { leftSec: 1800 }

beforeAll(async () => {
  session = await startMcpSession({}, aged)
})
afterEach(() => session.server.setMood('fair'))
afterAll(() => session.close())

const echo = (client: BridgedClient['client'], message = 'hello') =>
  client.callTool({ name: 'echo', arguments: { message } }, patient)

const asked = () => session.desktop.atlassian.counts().refreshGrants.asked

test('ten bridges whose shared token looks valid but is refused cost one renewal, and no call fails', async () => {
  const before = asked()
  const bridges = await Promise.all(Array.from({ length: 10 }, () => session.connect()))
  session.server.refuseToken(await session.desktop.accessToken())
  // some notice at the same time, the others only after it has been replaced
  for (const wave of [bridges.slice(0, 7), bridges.slice(7), bridges]) {
    const answers = await Promise.all(wave.map(({ client }) => echo(client)))
    expect(answers.every(({ isError }) => isError !== true)).toBe(true)
    expect(asked()).toBe(before + 1)
  }
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('ten bridges whose shared token has expired cost one renewal', async () => {
  await session.startOver({ leftSec: -10, account: { autoRenewal: false } })
  const bridges = await Promise.all(Array.from({ length: 10 }, () => session.connect()))
  const answers = await Promise.all(bridges.map(({ client }) => echo(client)))
  expect(answers.every(({ isError }) => isError !== true)).toBe(true)
  expect(asked()).toBe(1)
  await Promise.all(bridges.map((bridge) => bridge.close()))
})

test('a client doesn’t notice when the provider revokes the token in the middle of a session', async () => {
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
  const [before, begunMs] = [asked(), performance.now()]
  session.server.setMood('refusesAll')
  for (let calls = 0; calls < 3; calls += 1)
    await expect(echo(client)).rejects.toThrow(
      /(refuses even a fresh token|rejected a token that was renewed).*Check/,
    )
  // a token that is refused more than a minute after its renewal is renewed again
  expect(asked() - before).toBeLessThanOrEqual(1 + (performance.now() - begunMs) / 60_000)
  session.server.setMood('fair')
  expect(await echo(client)).toMatchObject({ content: [{ text: 'Echo: hello' }] })
  await close()
})

test('a missing scope never causes a renewal', async () => {
  await session.startOver(aged)
  const { client, close } = await session.connect()
  const before = asked()
  session.server.setMood('wantsScope')
  await expect(echo(client)).rejects.toThrow(/lacks the scope write:jira-work .*sign in again/)
  expect(asked()).toBe(before)
  await close()
})

test('a lost sign-in gives a clear error, and the same bridge works again after you sign in', async () => {
  const { client, close } = await session.connect()
  session.desktop.atlassian.revokeAll()
  await expect(echo(client)).rejects.toThrow(/Sign in again.*You don’t need to restart/)
  await signInAgain(session.env, 'work')
  expect(await echo(client)).toMatchObject({ content: [{ text: 'Echo: hello' }] })
  await close()
})

test('a client that starts while a sign-in is needed connects, shows why, and works after the sign-in', async () => {
  await session.startOver({ leftSec: -10, account: { autoRenewal: false } })
  session.desktop.atlassian.revokeAll()
  // never connected, so the bridge has only its own tool to show
  const { client, close } = await session.start('--cloud-id', 'none-yet')
  expect((await client.listTools()).tools).toMatchObject([
    { name: 'sign_in', description: expect.stringMatching(/jira-token sign-in/) as string },
  ])
  expect(await client.callTool({ name: 'sign_in' })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/no longer accepts this sign-in/) as string }],
  })
  await signInAgain(session.env, 'work')
  expect(await echo(client)).toMatchObject({ content: [{ text: 'Echo: hello' }] })
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo')
  await close()
})

test('`--cloud-id auto` sends the account’s first site, an ID sends that one, and without it none is sent', async () => {
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
