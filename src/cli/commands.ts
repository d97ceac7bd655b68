import type { Command } from './command.ts'

interface Entry {
  /** A line for the list of commands. */
  readonly summary: string
  load(): Promise<Command>
}

/** Every command but `token`, which is always there; loaded when it is used. */
export const commands: Readonly<Record<string, Entry>> = {
  status: {
    summary: 'show every account',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  renew: {
    summary: 'renew now; show the old and the new expiry',
    load: async () => (await import('./commands/renew.ts')).renewCommand,
  },
  mcp: {
    summary: 'stand in front of a remote MCP server, with a valid token in each request',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand,
  },
  agent: {
    summary: 'hold the accounts without the app',
    load: async () => (await import('./commands/agent.ts')).agentCommand,
  },
}
