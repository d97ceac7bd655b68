import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { LocalAtlassianOptions } from '../../../local-atlassian/settings.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts, type SignedInOptions } from '../../../scripts/harness/signed-in-account.ts'
import { startAgent, type RunningAgent } from '../../../scripts/harness/agent.ts'
import { cliProgram } from '../../../scripts/harness/cli.ts'
import { maxWaitMs, until } from '../../../scripts/harness/until.ts'
import { startEverythingServer, type EverythingServer } from './everything-server.ts'
import { startGuardedServer, type GuardedServer } from './guarded-server.ts'

/** An owner with one account, a server that checks its token, and clients that connect through bridges. */
export interface McpSession {
  readonly desktop: DesktopSession
  readonly everything: EverythingServer
  readonly server: GuardedServer
  /** For programs that call the owner. */
  readonly env: NodeJS.ProcessEnv
  readonly agent: RunningAgent
  startAgent(): Promise<void>
  /** A new sign-in with a new agent, and this many seconds left on the access token. */
  startOver(account: SignedInOptions): Promise<void>
  /** Arguments for a bridge to the server, after `node`. */
  bridge(...args: string[]): string[]
  /** Starts a bridge and connects the official client to it; the bridge may still be waiting for the server. */
  start(...args: string[]): Promise<BridgedClient>
  /** Starts a bridge and connects the official client to the server through it. */
  connect(...args: string[]): Promise<BridgedClient>
  close(): Promise<void>
}

export interface BridgedClient {
  readonly client: Client
  readonly pid: number
  /** The bridge's stderr so far. */
  stderr(): string
  close(): Promise<void>
}

/** For requests of the official client on a slow machine: its own limit is a minute. */
export const patient = { timeout: maxWaitMs }

/** Only the variables that have a value. */
export const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

export async function startMcpSession(
  atlassian: LocalAtlassianOptions = {},
  account: SignedInOptions = {},
): Promise<McpSession> {
  const [desktop, everything] = await Promise.all([
    startDesktopSession({ atlassian, desktop: { display: false }, panel: false }),
    startEverythingServer(),
  ])
  await putSignedInAccounts(desktop, [account])
  const server = await startGuardedServer(everything.port, desktop.atlassian)
  const env = { ...desktop.desktop.env, JIRA_TOKEN_HOME: desktop.dataFolder }
  let agent = await startAgent(env)
  const clients = new Set<BridgedClient>()
  let bridges = 0

  const bridge = (...args: string[]) => [cliProgram, 'mcp', '--url', server.url, ...args]

  const start = async (...args: string[]): Promise<BridgedClient> => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: bridge(...args),
      env: definedOnly(env),
      stderr: 'pipe',
    })
    let stderr = ''
    transport.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const client = new Client({ name: 'test', version: '1' })
    const bridged: BridgedClient = {
      client,
      pid: 0,
      stderr: () => stderr,
      close: async () => {
        clients.delete(bridged)
        await client.close()
      },
    }
    clients.add(bridged)
    await client.connect(transport, patient)
    return { ...bridged, pid: transport.pid ?? 0 }
  }

  return {
    desktop,
    everything,
    server,
    env,
    get agent() {
      return agent
    },
    startAgent: async () => {
      agent = await startAgent(env)
    },
    startOver: async (account) => {
      await agent.kill()
      await putSignedInAccounts(desktop, [account])
      agent = await startAgent(env)
    },
    bridge,
    start,
    connect: async (...args) => {
      const name = `${(bridges += 1)}`
      const bridged = await start(...args, '--header', `x-bridge: ${name}`)
      // a bridge answers the handshake itself when the server takes longer than five seconds
      await until(
        'the session is open',
        () => server.opened(name),
        (isOpen) => isOpen,
      )
      return bridged
    },
    close: async () => {
      await Promise.all([...clients].map((client) => client.close()))
      await agent.kill()
      await Promise.all([server.close(), everything.stop()])
      await desktop.close()
    },
  }
}
