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
  sync: {
    summary: 'keep .env and token files current',
    load: async () => (await import('./commands/sync.ts')).syncCommand,
  },
  agent: {
    summary: 'hold the accounts without the app',
    load: async () => (await import('./commands/agent.ts')).agentCommand,
  },
  'mcp-install': {
    summary: 'add the MCP bridge to a client',
    load: async () => (await import('./mcp-set-up/install.ts')).mcpInstallCommand,
  },
  'mcp-uninstall': {
    summary: 'take it out of a client again',
    load: async () => (await import('./mcp-set-up/uninstall.ts')).mcpUninstallCommand,
  },
  'mcp-list': {
    summary: 'show in which clients it is',
    load: async () => (await import('./mcp-set-up/list.ts')).mcpListCommand,
  },
  'mcp-snippet': {
    summary: 'print it for other clients',
    load: async () => (await import('./mcp-set-up/snippet.ts')).mcpSnippetCommand,
  },
}
