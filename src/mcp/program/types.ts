import type { TokenManagerOptions } from '../../client/node-api/types.ts'

export interface McpClientOptions extends TokenManagerOptions {
  /** The server's MCP endpoint (Streamable HTTP): https, or http on this machine. */
  readonly url: string
  /** The site for `X-Atlassian-Cloud-Id`: its id, or `auto` for the account's first site (default: `none`, no header). */
  readonly cloudId?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface McpServerInfo {
  readonly name: string
  readonly version: string
  readonly instructions: string | null
}

/** A tool, as the server describes it. Source: Model Context Protocol, "Tools". */
export interface McpTool {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema: Readonly<Record<string, unknown>>
  readonly outputSchema?: Readonly<Record<string, unknown>>
}

export interface McpToolResult {
  /** The tool ran and reported a failure. */
  readonly isError: boolean
  /** Texts, images, and resources, as the server sent them. */
  readonly content: readonly Readonly<Record<string, unknown>>[]
  readonly structuredContent: unknown
}
