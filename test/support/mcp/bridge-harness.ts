import { onTestFinished } from 'vitest'
import { authorizeUpstream } from '../../../src/mcp/bridge/authorized-upstream.ts'
import { createBridge } from '../../../src/mcp/bridge/bridge.ts'
import type { StandInAnswers } from '../../../src/mcp/bridge/stand-in-answers.ts'
import type { TokenSource } from '../../../src/mcp/bridge/token-source.ts'
import type { UpstreamNetwork } from '../../../src/network/secure-connections.ts'
import { openUpstream } from '../../../src/mcp/bridge/upstream.ts'
import { until } from '../../../scripts/harness/until.ts'

type Line = {
  readonly id?: number
  readonly method?: string
  readonly result?: object
  readonly error?: { readonly code: number; readonly message: string; readonly data?: object }
}

/** The client's end of a bridge in this process. */
export interface BridgeHarness {
  /** Sends a message, or a raw line. */
  send(message: object | string): void
  /** What the client received, as lines and parsed. */
  readonly lines: string[]
  got(): Line[]
  /** The answer to a request, once it arrives. */
  answer(id: number): Promise<Line>
  /** Initializes the session. */
  connect(): Promise<void>
  readonly notes: string[]
  /** Exits now unless the test passes a signal of its own. */
  end(exitNow?: AbortSignal): Promise<void>
}

/** Issues `token-1`, and another one after each refusal. */
export function fakeTokens(): TokenSource {
  let count = 1
  const token = () => ({
    accessToken: `token-${count}`,
    tokenId: `id-${count}`,
    accountId: 'work',
    accountName: 'work',
  })
  return {
    current: () => Promise.resolve(token()),
    replace: (refused) => {
      if (refused === `id-${count}`) count += 1
      return Promise.resolve(token())
    },
    requestScopes: () => Promise.resolve(false),
    clear: () => undefined,
  }
}

export async function startBridgeHarness(
  url: string,
  tokens: TokenSource = fakeTokens(),
  answers: StandInAnswers | null = null,
  network: UpstreamNetwork = { environment: {}, askCaFile: () => Promise.resolve(null) },
): Promise<BridgeHarness> {
  const lines: string[] = []
  const notes: string[] = []
  const upstream = await openUpstream(new URL(url), network)
  const bridge = createBridge({
    upstream: authorizeUpstream({ upstream, tokens, getCloudId: null, headers: { 'x-mine': 'yes' } }),
    answers,
    write: async (line) => void lines.push(line),
    note: (text) => notes.push(text),
  })
  onTestFinished(async () => {
    await bridge.end(AbortSignal.abort())
    upstream.close()
  })
  const got = () => lines.map((line) => JSON.parse(line) as Line)
  const harness: BridgeHarness = {
    send: (message) => void bridge.take(typeof message === 'string' ? message : JSON.stringify(message)),
    lines,
    got,
    answer: async (id) => {
      const find = () => got().find((line) => line.id === id && line.method === undefined)
      return (await until(`request ${id} is answered`, find, (line) => line !== undefined))!
    },
    connect: async () => {
      const params = {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 't', version: '1' },
      }
      harness.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
      await harness.answer(0)
      harness.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    },
    notes,
    end: (exitNow = AbortSignal.abort()) => bridge.end(exitNow),
  }
  return harness
}
