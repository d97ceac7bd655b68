import { Client } from '@modelcontextprotocol/client'
import { assertKnownOptions, tokenManagerOptionNames } from '../../client/node-api/check-options.ts'
import { toConnectionOptions } from '../../client/node-api/connection-options.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { createBridgedTransport } from './bridged-transport.ts'
import type { McpClientOptions, McpServerInfo, McpTool, McpToolResult } from './types.ts'

/**
 * A client for a remote MCP server that always has a valid token: the official client, connected through the same bridge
 * as `jira-token mcp`. It handles expired and refused tokens, server restarts, and lost sessions. Methods reject with the
 * official client's errors; if there is no token, the message says what to do.
 */
export class McpClient {
  readonly #options: McpClientOptions
  #session: Promise<Client> | null = null

  /** Throws a TypeError for URLs that are neither https nor on this machine, and an `OwnerError` for unknown options. */
  constructor(options: McpClientOptions) {
    const names = { ...tokenManagerOptionNames, url: true, cloudId: true, headers: true } as const
    assertKnownOptions('McpClient', options, names)
    if (!isSafeUrl(options.url))
      throw new TypeError('The URL of an MCP server must be https, or http on this machine.')
    this.#options = options
  }

  /** Opens the session if necessary, and resolves with the server's name and version. */
  async initialize(): Promise<McpServerInfo> {
    const client = await this.#open()
    const { name = '', version = '' } = client.getServerVersion() ?? {}
    return { name, version, instructions: client.getInstructions() ?? null }
  }

  /** Lists the server's tools. */
  async getTools(): Promise<readonly McpTool[]> {
    const { tools } = await (await this.#open()).listTools()
    return tools.map(({ name, title, description, inputSchema, outputSchema }) => ({
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      inputSchema,
      ...(outputSchema !== undefined && { outputSchema }),
    }))
  }

  /** Calls a tool. If the tool itself fails, the result has `isError`; that is not an exception. */
  async invokeTool(name: string, args: Readonly<Record<string, unknown>> = {}): Promise<McpToolResult> {
    const client = await this.#open()
    const {
      isError = false,
      content,
      structuredContent,
    } = await client.callTool({ name, arguments: { ...args } })
    return { isError, content, structuredContent }
  }

  /** Closes the session and connections. */
  async close(): Promise<void> {
    const session = this.#session
    this.#session = null
    await session?.then((client) => client.close()).catch(() => undefined)
  }

  #open(): Promise<Client> {
    const opening = (this.#session ??= this.#connect())
    // the session could not be opened
    opening.catch(() => {
      if (this.#session === opening) this.#session = null
    })
    return opening
  }

  async #connect(): Promise<Client> {
    const { url, account = null, cloudId = 'none', headers = {}, client: name = 'node' } = this.#options
    const lowerCase = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value])
    const client = new Client({ name, version: '1.0.0' })
    await client.connect(
      createBridgedTransport({
        url,
        account,
        cloudId,
        headers: Object.fromEntries(lowerCase) as Record<string, string>,
        connection: toConnectionOptions(this.#options),
        // the errors of requests contain these messages too
        note: () => undefined,
      }),
    )
    return client
  }
}
