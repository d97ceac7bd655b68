import type { Client } from '@modelcontextprotocol/client'
import { TokenManager } from '../../api/token-manager.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { connect, hasLostSession, throughRestarts } from './connection.ts'
import type { McpClientOptions, McpServerInfo, McpTool, McpToolResult } from './types.ts'

/**
 * A client of a remote MCP server that always has a valid token, over the official client. Expiry, a token that is
 * refused in mid-session, a restarted server and a lost session go unnoticed. Methods reject with an `OwnerError` when
 * there is no token, and else with what the official client says.
 */
export class McpClient {
  readonly #options: McpClientOptions
  readonly #tokens: TokenManager
  #session: Promise<Client> | null = null

  /** Throws a TypeError for URLs to which a token must not travel. */
  constructor(options: McpClientOptions) {
    if (!isSafeUrl(options.url))
      throw new TypeError('The URL of an MCP server must be https, or http on this machine.')
    this.#options = options
    this.#tokens = new TokenManager(options)
  }

  /** Opens the session, if it is not open, and tells who answers. */
  async initialize(): Promise<McpServerInfo> {
    return this.#use(async (client) => {
      const { name = '', version = '' } = client.getServerVersion() ?? {}
      return { name, version, instructions: client.getInstructions() ?? null }
    })
  }

  /** All tools of the server. */
  async getTools(): Promise<readonly McpTool[]> {
    const { tools } = await this.#use((client) => client.listTools())
    return tools.map(({ name, title, description, inputSchema, outputSchema }) => ({
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      inputSchema,
      ...(outputSchema !== undefined && { outputSchema: outputSchema }),
    }))
  }

  /** Calls a tool. A failure of the tool itself is `isError`, not an exception. */
  async invokeTool(name: string, args: Readonly<Record<string, unknown>> = {}): Promise<McpToolResult> {
    const {
      isError = false,
      content,
      structuredContent,
    } = await this.#use((client) => client.callTool({ name, arguments: { ...args } }))
    return { isError, content: content, structuredContent }
  }

  /** Ends the session and the connections. */
  async close(): Promise<void> {
    const session = this.#session
    this.#session = null
    await session?.then((client) => client.close()).catch(() => undefined)
    this.#tokens.close()
  }

  async #use<T>(action: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.#once(action)
    } catch (error) {
      if (!hasLostSession(error)) throw error
      this.#session = null
      return this.#once(action)
    }
  }

  #once<T>(action: (client: Client) => Promise<T>): Promise<T> {
    return throughRestarts(async () => {
      this.#session ??= connect(this.#tokens, this.#options)
      const session = this.#session
      try {
        return await action(await session)
      } catch (error) {
        // a session that could not be opened is none
        await session.catch(() => {
          if (this.#session === session) this.#session = null
        })
        throw error
      }
    })
  }
}
