import * as z from 'zod'
import { mcpClientIds } from './mcp-client-ids.ts'

export const mcpClientIdSchema = z.enum(mcpClientIds)

/**
 * How one MCP client is set up for an account. `absent`: it doesn't seem to be installed. `stale`: the program its
 * entry starts no longer exists. `broken`: its settings can't be read.
 */
const mcpClientSchema = z.object({
  id: mcpClientIdSchema,
  name: z.string(),
  /** The settings file that setup changes. */
  file: z.string(),
  state: z.enum(['absent', 'off', 'on', 'stale', 'broken']),
  /** Why its settings can't be read; null when they can. */
  problem: z.string().nullable(),
  /** The MCP server that its entry points to; null without an entry. */
  url: z.string().nullable(),
  /** What the user has to do after adding it. */
  next: z.string(),
})

/** What the window shows about MCP client setup, for one account. */
export const mcpSetUpSchema = z.object({
  /** Whether Node and `jira-token`, which clients start, were found; without them only the snippet is available. */
  ready: z.boolean(),
  /** The account's MCP server, if known. */
  url: z.string().nullable(),
  clients: z.array(mcpClientSchema),
})

export type McpClient = z.infer<typeof mcpClientSchema>
export type McpSetUp = z.infer<typeof mcpSetUpSchema>
