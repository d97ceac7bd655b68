import type { Agent as HttpAgent } from 'node:http'
import { Agent, type AgentOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { callbackify } from 'node:util'
import { getEnvironmentProxy } from './environment-proxy.ts'
import { openTunnel } from './open-tunnel.ts'
import { createTrust } from './trust.ts'

/** How a client of the owner reaches servers. */
export interface UpstreamNetwork {
  readonly environment: NodeJS.ProcessEnv
  /** The path of the CA file in the settings; null: none. */
  askCaFile(): Promise<string | null>
}

/** Connections over TLS to one server. */
export interface SecureConnections {
  agent(): Agent
  /**
   * After a certificate was not trusted with this agent: trusts the operating system's authorities and the user's CA file
   * too. Returns whether another try makes sense.
   */
  widen(used: HttpAgent): Promise<boolean>
}

interface Target {
  readonly host: string
  readonly port: number
}

type Connect = (
  options: Target,
  callback: (error: Error | null, stream: Duplex) => void,
) => Duplex | undefined

/** Makes an agent connect through a proxy. */
function connectThrough(agent: Agent, proxy: URL): void {
  const tunneled = agent as unknown as { createConnection: Connect }
  const connect = tunneled.createConnection.bind(agent) as (options: object) => Duplex
  const open = async (options: Target): Promise<Duplex> => {
    const host = options.host.includes(':') ? `[${options.host}]` : options.host
    return connect({ ...options, socket: await openTunnel(proxy, host, options.port) })
  }
  tunneled.createConnection = (options, callback) => {
    callbackify(open)(options, callback)
    // the connection comes with the callback
    return undefined
  }
}

/** Connections to this server, through the environment's proxy for it. */
export function createSecureConnections(
  url: URL,
  options: AgentOptions,
  { environment, askCaFile }: UpstreamNetwork,
): SecureConnections {
  const proxy = getEnvironmentProxy(environment, url.href)
  let caFile: string | null = null
  const trust = createTrust({
    caFile: () => caFile,
    refresh: async () => {
      caFile = await askCaFile().catch(() => caFile)
    },
  })
  const open = (): Agent => {
    const trusted = trust.current()
    const agent = new Agent({ ...options, ...(trusted !== null && { secureContext: trusted }) })
    if (proxy !== null) connectThrough(agent, proxy)
    return agent
  }
  let agent = open()
  return {
    agent: () => agent,
    widen: async (used) => {
      const before = trust.current()
      if (used === agent && !(await trust.widen(before))) return false
      // another request may have been faster
      if (used === agent) agent = open()
      return true
    },
  }
}
