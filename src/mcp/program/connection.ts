import { Client, SdkHttpError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { setTimeout as pause } from 'node:timers/promises'
import type { TokenManager } from '../../api/token-manager.ts'
import type { McpClientOptions } from './types.ts'
import { tokenProvider } from './token-provider.ts'

/** A server that is restarted is waited for about this long. */
const pausesMs = [100, 300, 1000, 3000, 5000]

/** Opens a session. Rejects with what the official client says, or with an `OwnerError` when there is no token. */
export async function connect(tokens: TokenManager, options: McpClientOptions): Promise<Client> {
  const { client: name = 'node', headers, cloudId } = options
  const site = cloudId === 'auto' ? ((await tokens.getTokenStatus()).sites[0]?.id ?? null) : (cloudId ?? null)
  const transport = new StreamableHTTPClientTransport(new URL(options.url), {
    authProvider: tokenProvider(tokens),
    requestInit: {
      headers: { ...headers, ...(site !== null && { 'X-Atlassian-Cloud-Id': site }) },
      // a token must not follow to another place
      redirect: 'error',
    },
  })
  const client = new Client({ name, version: '1.0.0' })
  await client.connect(transport)
  return client
}

/** The server has forgotten the session: it wants a new one. Source: MCP, "Session Management". */
export function hasLostSession(error: unknown): boolean {
  return error instanceof SdkHttpError && error.status === 404
}

function isRefusedConnection(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ((cause as NodeJS.ErrnoException).code === 'ECONNREFUSED') return true
  return false
}

/** Tries again, with pauses, while nobody listens at the server's port: then nothing was heard of the request. */
export async function throughRestarts<T>(action: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await action()
    } catch (error) {
      if (!isRefusedConnection(error)) throw error
      await pause(pauseMs)
    }
  }
  return action()
}
