import type { Command } from './command.ts'

interface Entry {
  /** A line for the list of commands. */
  readonly summary: string
  load(): Promise<Command>
}

/** Every command but `token`, which is always there; loaded when it is used. Some have two words. */
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
  monitor: {
    summary: 'count down, and tell each renewal',
    load: async () => (await import('./commands/monitor.ts')).monitorCommand,
  },
  test: {
    summary: 'ask Jira or the MCP server with the token: sites, person',
    load: async () => (await import('./commands/test.ts')).testCommand,
  },
  run: {
    summary: 'run a program with a token in its environment',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  env: {
    summary: 'a token as environment variables, for eval',
    load: async () => (await import('./commands/env.ts')).envCommand,
  },
  mcp: {
    summary: 'stand in front of a remote MCP server, with a valid token in each request',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand,
  },
  doctor: {
    summary: 'look for what is wrong, and say what to do',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  agent: {
    summary: 'hold the accounts without the app',
    load: async () => (await import('./commands/agent.ts')).agentCommand,
  },
  'accounts list': {
    summary: 'show the settings of every account',
    load: async () => (await import('./commands/accounts/list.ts')).listCommand,
  },
  'accounts add': {
    summary: 'add an account',
    load: async () => (await import('./commands/accounts/add.ts')).addCommand,
  },
  'accounts set': {
    summary: 'change its settings or client secret',
    load: async () => (await import('./commands/accounts/set.ts')).setCommand,
  },
  'accounts rename': {
    summary: 'give it another name',
    load: async () => (await import('./commands/accounts/rename.ts')).renameCommand,
  },
  'accounts use': {
    summary: 'make it the default one',
    load: async () => (await import('./commands/accounts/use.ts')).useCommand,
  },
  'accounts remove': {
    summary: 'remove it with its secrets',
    load: async () => (await import('./commands/accounts/remove.ts')).removeCommand,
  },
  'sign-in': {
    summary: 'sign in, in the app, in the browser or by hand',
    load: async () => (await import('./commands/sign-in.ts')).signInCommand,
  },
  exchange: {
    summary: 'end a sign-in by hand that was begun elsewhere',
    load: async () => (await import('./commands/exchange.ts')).exchangeCommand,
  },
  'sign-out': {
    summary: 'forget tokens and client secret',
    load: async () => (await import('./commands/sign-out.ts')).signOutCommand,
  },
  import: {
    summary: 'take over the sign-in of another program',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  'mcp install': {
    summary: 'add the MCP bridge to a client',
    load: async () => (await import('./commands/mcp/install.ts')).mcpInstallCommand,
  },
  'mcp uninstall': {
    summary: 'take it out of a client again',
    load: async () => (await import('./commands/mcp/uninstall.ts')).mcpUninstallCommand,
  },
  'mcp list': {
    summary: 'show in which clients it is',
    load: async () => (await import('./commands/mcp/list.ts')).mcpListCommand,
  },
  'mcp snippet': {
    summary: 'print it for other clients',
    load: async () => (await import('./commands/mcp/snippet.ts')).mcpSnippetCommand,
  },
}

/** The second words that may follow this one; none for most. */
export function splitCommand(word: string): readonly string[] {
  const start = `${word} `
  return Object.keys(commands)
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
}
