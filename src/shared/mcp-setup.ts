import * as z from 'zod'
import { mcpClientIds } from './mcp-client-ids.ts'

export const mcpClientIdSchema = z.enum(mcpClientIds)

/**
 * How one MCP client is set up for an account. `absent`: it does not seem to be on this computer. `stale`: what its
 * entry starts is not there any more. `broken`: its settings can't be read.
 */
const mcpClientSchema = z.object({
  id: mcpClientIdSchema,
  name: z.string(),
  /** The settings file that is changed. */
  file: z.string(),
  state: z.enum(['absent', 'off', 'on', 'stale', 'broken']),
  /** Why its settings can't be read; null when they can. */
  problem: z.string().nullable(),
  /** The MCP server that its entry leads to; null without one. */
  url: z.string().nullable(),
  /** What the user does after it was added. */
  next: z.string(),
})

/** What the window shows of the set-up in MCP clients, for one account. */
export const mcpSetUpSchema = z.object({
  /** Whether Node and `jira-token` were found, which clients start; without them there is only the snippet. */
  ready: z.boolean(),
  /** The account's MCP server, as far as it is known. */
  url: z.string().nullable(),
  clients: z.array(mcpClientSchema),
})

export type McpClient = z.infer<typeof mcpClientSchema>
export type McpSetUp = z.infer<typeof mcpSetUpSchema>
