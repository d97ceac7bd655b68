import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { maxWaitMs } from '../../../../scripts/harness/until.ts'
import { OwnerError } from '../../../../src/client/owner-error.ts'
import { createAnswerFile } from '../../../../src/mcp/bridge/answer-file.ts'
import { createStandInAnswers } from '../../../../src/mcp/bridge/stand-in-answers.ts'
import type { TokenSource } from '../../../../src/mcp/bridge/token-source.ts'
import { fakeTokens, startBridgeHarness, type BridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import {
  json,
  startScriptedServer,
  toResult,
  usual,
  type Script,
} from '../../../support/mcp/scripted-server.ts'
import { eventually } from '../../../support/eventually.ts'
import { expectMode } from '../../../support/expect-mode.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const call = (id: number, name = 'do') => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})
const list = (id: number, method = 'tools/list') => ({ jsonrpc: '2.0', id, method })
const initialize = (id: number, protocolVersion = '2025-11-25') => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion, capabilities: { roots: {} }, clientInfo: { name: 'mine', version: '1' } },
})
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }

const tools = [{ name: 'do', description: 'Does it', inputSchema: { type: 'object' } }]

/** A server with one tool that says its name. */
const withTools: Script = (asked, response) => {
  const { method } = asked.message ?? {}
  if (method === 'tools/list') return json(response, toResult(asked, { tools }))
  if (method === 'tools/call') return json(response, toResult(asked, { content: [] }))
  usual(asked, response)
}

/** Tokens that need a sign-in until there is one. */
function signedOut(): TokenSource & { signIn(): void } {
  const tokens = fakeTokens()
  let isSignedIn = false
  return {
    ...tokens,
    signIn: () => (isSignedIn = true),
    current: () =>
      isSignedIn
        ? tokens.current()
        : Promise.reject(new OwnerError('refreshTokenRefused', 'The sign-in has expired.')),
  }
}

const answersIn = (folder: string, host = 'mcp.example.com') =>
  createStandInAnswers(host, createAnswerFile(folder, ['url', 'work']))

/** What a client does when it starts. */
async function start(harness: BridgeHarness, version?: string) {
  harness.send(initialize(0, version))
  const { result } = (await harness.answer(0)) as { result?: Record<string, unknown> }
  harness.send(initialized)
  harness.send(list(1))
  const listed = (await harness.answer(1)) as { result?: { tools: { name: string; description: string }[] } }
  return { handshake: result!, tools: listed.result!.tools }
}

const toolsChanged = (harness: BridgeHarness) =>
  harness.got().filter(({ method }) => method === 'notifications/tools/list_changed').length

const textOf = (answer: object) =>
  (answer as { result?: { content: { text: string }[] } }).result?.content[0]?.text

test('a client that starts while a sign-in is needed gets one tool that says so, and the server’s tools after the sign-in', async () => {
  const server = await startScriptedServer(withTools)
  const tokens = signedOut()
  const harness = await startBridgeHarness(server.url, tokens, answersIn(await temporaryFolder()))
  const started = await start(harness)
  expect(started.handshake).toMatchObject({
    protocolVersion: '2025-11-25',
    capabilities: { tools: { listChanged: true } },
  })
  expect(started.tools.map(({ name }) => name)).toEqual(['sign_in'])
  expect(started.tools[0]?.description).toMatch(/expired.*jira-token sign-in/)
  harness.send(call(2, 'sign_in'))
  const refused = await harness.answer(2)
  expect(refused).toMatchObject({ result: { isError: true } })
  expect(textOf(refused)).toMatch(/The sign-in has expired.*jira-token sign-in.*You don’t need to restart/)
  expect(server.asked).toEqual([])
  tokens.signIn()
  await eventually(() => toolsChanged(harness)).toBe(1)
  harness.send(list(3))
  expect(await harness.answer(3)).toMatchObject({ result: { tools } })
  harness.send(call(4, 'sign_in'))
  expect(textOf(await harness.answer(4))).toMatch(/^Connected to/)
  harness.send(call(5))
  expect(await harness.answer(5)).toMatchObject({ result: { content: [] } })
  // with the client's own handshake
  expect(server.asked[0]?.message?.params).toEqual(initialize(0).params)
  expect(server.heard().slice(0, 2)).toEqual(['initialize', 'notifications/initialized'])
  expect(harness.lines.join()).not.toContain('"error"')
})

test('the first call after the sign-in works, however soon it comes', async () => {
  const server = await startScriptedServer(withTools)
  const tokens = signedOut()
  const harness = await startBridgeHarness(server.url, tokens, answersIn(await temporaryFolder()))
  await start(harness)
  tokens.signIn()
  harness.send(call(2))
  expect(await harness.answer(2)).toMatchObject({ result: { content: [] } })
})

test('a client gets the server’s last answers, which are in a file that only the user can read', async () => {
  const folder = join(await temporaryFolder(), 'mcp-servers')
  const server = await startScriptedServer(withTools)
  const before = await startBridgeHarness(server.url, fakeTokens(), answersIn(folder))
  const well = await start(before)
  await before.end()
  const [name = ''] = await readdir(folder)
  await expectMode(join(folder, name), 0o600)
  await expectMode(folder, 0o700)
  expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/token-1|s-1/)

  const harness = await startBridgeHarness(server.url, signedOut(), answersIn(folder))
  const { handshake, tools: listed } = await start(harness)
  expect(handshake).toEqual({ ...well.handshake, capabilities: { tools: { listChanged: true } } })
  expect(listed).toEqual(tools)
  harness.send(call(2))
  expect(textOf(await harness.answer(2))).toMatch(/sign-in/)
})

test('a client with another protocol version gets its own version, and other lists are empty', async () => {
  const folder = await temporaryFolder()
  const server = await startScriptedServer(withTools)
  const before = await startBridgeHarness(server.url, fakeTokens(), answersIn(folder))
  await start(before)
  await before.end()
  const harness = await startBridgeHarness(server.url, signedOut(), answersIn(folder))
  const { handshake } = await start(harness, '2025-03-26')
  expect(handshake['protocolVersion']).toBe('2025-03-26')
  for (const [id, method, key] of [
    [2, 'prompts/list', 'prompts'],
    [3, 'resources/list', 'resources'],
    [4, 'resources/templates/list', 'resourceTemplates'],
  ] as const) {
    harness.send(list(id, method))
    expect((await harness.answer(id)).result).toEqual({ [key]: [] })
  }
  harness.send(list(5, 'ping'))
  expect((await harness.answer(5)).result).toEqual({})
  harness.send({ jsonrpc: '2.0', id: 6, method: 'prompts/get', params: { name: 'x' } })
  expect((await harness.answer(6)).error?.message).toMatch(/sign-in/)
})

test('what a client sets before there is a session reaches the server', async () => {
  const server = await startScriptedServer(withTools)
  const tokens = signedOut()
  const harness = await startBridgeHarness(server.url, tokens, answersIn(await temporaryFolder()))
  await start(harness)
  harness.send({ jsonrpc: '2.0', id: 2, method: 'logging/setLevel', params: { level: 'error' } })
  expect((await harness.answer(2)).result).toEqual({})
  tokens.signIn()
  await eventually(server.heard).toContain('logging/setLevel')
})

/** Passes time until the condition holds. */
type PassTime = (isReached: () => boolean) => Promise<void>

/** Runs with timers that only `passTime` moves; HTTP has others. */
async function withFakeTimers(act: (passTime: PassTime) => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await act(async (isReached) => {
      const step = async () => {
        await vi.advanceTimersByTimeAsync(100)
        return isReached()
      }
      await vi.waitUntil(step, { timeout: maxWaitMs })
    })
  } finally {
    vi.useRealTimers()
  }
}

test('a server that takes longer than five seconds to start costs neither the client nor a second handshake', async () => {
  let answerLate: () => void = () => undefined
  const server = await startScriptedServer((asked, response) => {
    if (asked.message?.method !== 'initialize') return withTools(asked, response)
    answerLate = () => usual(asked, response)
  })
  const harness = await startBridgeHarness(server.url, fakeTokens(), answersIn(await temporaryFolder()))
  await withFakeTimers(async (passTime) => {
    harness.send(initialize(0))
    await vi.waitUntil(() => server.heard().includes('initialize'), { timeout: maxWaitMs })
    await passTime(() => harness.lines.length > 0)
  })
  harness.send(initialized)
  // the server is only slow: its own list is worth waiting for
  harness.send(list(1))
  answerLate()
  expect(await harness.answer(1)).toMatchObject({ result: { tools } })
  await eventually(() => toolsChanged(harness)).toBe(1)
  harness.send(call(2))
  expect(await harness.answer(2)).toMatchObject({ result: { content: [] } })
  expect(server.heard().filter((heard) => heard !== 'GET')).toEqual([
    'initialize',
    'notifications/initialized',
    'tools/list',
    'tools/call',
  ])
  expect(harness.got().filter(({ id }) => id === 0)).toHaveLength(1)
})

test('a client that starts while the server is away connects when it is back', async () => {
  const server = await startScriptedServer(withTools)
  await server.close()
  const harness = await startBridgeHarness(server.url, fakeTokens(), answersIn(await temporaryFolder()))
  const isAnswered = (id: number) => () => harness.got().some((line) => line.id === id)
  await withFakeTimers(async (passTime) => {
    harness.send(initialize(0))
    await passTime(isAnswered(0))
    harness.send(initialized)
    harness.send(list(1))
    await passTime(isAnswered(1))
    expect(harness.lines.at(-1)).toMatch(/sign_in.*can’t be reached/)
    harness.send(call(2))
    await passTime(isAnswered(2))
    expect(harness.lines.at(-1)).toMatch(/can’t be reached.*isError/)
    await server.reopen()
    await passTime(() => toolsChanged(harness) === 1)
  })
  harness.send(list(3))
  expect(await harness.answer(3)).toMatchObject({ result: { tools } })
})

test('a list of tools that needs a sign-in in mid-session is the last one, and a new one is announced', async () => {
  const server = await startScriptedServer(withTools)
  const tokens = signedOut()
  tokens.signIn()
  let isRevoked = false
  const harness = await startBridgeHarness(
    server.url,
    {
      ...tokens,
      current: () =>
        isRevoked ? Promise.reject(new OwnerError('notSignedIn', 'Signed out.')) : tokens.current(),
    },
    answersIn(await temporaryFolder()),
  )
  await start(harness)
  isRevoked = true
  harness.send(list(2))
  expect(await harness.answer(2)).toMatchObject({ result: { tools } })
  isRevoked = false
  await eventually(() => toolsChanged(harness)).toBe(1)
})

test('the server’s own error of the handshake reaches the client', async () => {
  const error = { code: -32602, message: 'Unsupported protocol version' }
  const server = await startScriptedServer((asked, response) =>
    json(response, { jsonrpc: '2.0', id: asked.message?.id, error }),
  )
  const harness = await startBridgeHarness(server.url, fakeTokens(), answersIn(await temporaryFolder()))
  harness.send(initialize(0))
  expect((await harness.answer(0)).error).toEqual(error)
})

test('a client may start over while a sign-in is needed', async () => {
  const server = await startScriptedServer(withTools)
  const tokens = signedOut()
  const harness = await startBridgeHarness(server.url, tokens, answersIn(await temporaryFolder()))
  await start(harness)
  harness.send(initialize(7))
  expect(await harness.answer(7)).toMatchObject({ result: { protocolVersion: '2025-11-25' } })
  harness.send(initialized)
  tokens.signIn()
  await eventually(() => toolsChanged(harness)).toBe(1)
  expect(server.heard().filter((heard) => heard === 'initialize')).toHaveLength(1)
})

test('a damaged file of answers counts as none', async () => {
  const server = await startScriptedServer(withTools)
  for (const text of ['', 'x', '[]', '{"requested":"x","initialize":{},"lists":{"tools/list":1}}']) {
    const file = { read: () => Promise.resolve(text), write: () => Promise.resolve() }
    const harness = await startBridgeHarness(server.url, signedOut(), createStandInAnswers('h', file))
    expect((await start(harness)).tools.map(({ name }) => name)).toEqual(['sign_in'])
  }
})
