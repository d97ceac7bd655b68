import type { Command } from './command.ts'

interface Entry {
  /** One line for the list of commands. */
  readonly summary: string
  load(): Promise<Command>
}

/** Every command except `token`, which is always loaded; the others are loaded on use. Some have two words. */
export const commands: Readonly<Record<string, Entry>> = {
  status: {
    summary: 'show every account',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  renew: {
    summary: 'renew now and show the old and new expiry',
    load: async () => (await import('./commands/renew.ts')).renewCommand,
  },
  sync: {
    summary: 'keep .env and token files up to date',
    load: async () => (await import('./commands/sync.ts')).syncCommand,
  },
  monitor: {
    summary: 'live view of every account',
    load: async () => (await import('./commands/monitor.ts')).monitorCommand,
  },
  history: {
    summary: 'show what happened to a token, and how often',
    load: async () => (await import('./commands/history.ts')).historyCommand,
  },
  test: {
    summary: 'call Jira with the token and show who and which sites it is for',
    load: async () => (await import('./commands/test.ts')).testCommand,
  },
  api: {
    summary: 'make one request to Jira’s REST API',
    load: async () => (await import('./commands/api.ts')).apiCommand,
  },
  run: {
    summary: 'run a program with a token in its environment',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  env: {
    summary: 'print a token as environment variables, for eval',
    load: async () => (await import('./commands/env.ts')).envCommand,
  },
  mcp: {
    summary: 'MCP proxy that adds a valid token to every request',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand,
  },
  doctor: {
    summary: 'diagnose problems and suggest fixes',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  uninstall: {
    summary: 'remove all your data, before you remove the program',
    load: async () => (await import('./commands/uninstall.ts')).uninstallCommand,
  },
  completion: {
    summary: 'print the completion script for your shell',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
  network: {
    summary: 'trust another certificate authority',
    load: async () => (await import('./commands/network.ts')).networkCommand,
  },
  agent: {
    summary: 'run in the background without the desktop app',
    load: async () => (await import('./commands/agent.ts')).agentCommand,
  },
  'agent install': {
    summary: 'start the agent at every login',
    load: async () => (await import('./commands/agent/install.ts')).agentInstallCommand,
  },
  'agent status': {
    summary: 'show whether it is installed and running, and its log',
    load: async () => (await import('./commands/agent/status.ts')).agentStatusCommand,
  },
  'agent stop': {
    summary: 'stop the running agent',
    load: async () => (await import('./commands/agent/stop.ts')).agentStopCommand,
  },
  'agent uninstall': {
    summary: 'no longer start the agent at login',
    load: async () => (await import('./commands/agent/uninstall.ts')).agentUninstallCommand,
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
    summary: 'change the settings or client secret of an account',
    load: async () => (await import('./commands/accounts/set.ts')).setCommand,
  },
  'accounts rename': {
    summary: 'rename an account',
    load: async () => (await import('./commands/accounts/rename.ts')).renameCommand,
  },
  'accounts use': {
    summary: 'make an account the default',
    load: async () => (await import('./commands/accounts/use.ts')).useCommand,
  },
  'accounts remove': {
    summary: 'remove an account and its secrets',
    load: async () => (await import('./commands/accounts/remove.ts')).removeCommand,
  },
  'sign-in': {
    summary: 'sign in: in the app, in your browser, or manually',
    load: async () => (await import('./commands/sign-in.ts')).signInCommand,
  },
  exchange: {
    summary: 'finish a manual sign-in',
    load: async () => (await import('./commands/exchange.ts')).exchangeCommand,
  },
  'sign-out': {
    summary: 'delete the tokens and client secret of an account',
    load: async () => (await import('./commands/sign-out.ts')).signOutCommand,
  },
  import: {
    summary: 'import settings and refresh token from a .env file',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  'mcp install': {
    summary: 'add the MCP bridge to a client',
    load: async () => (await import('./commands/mcp/install.ts')).mcpInstallCommand,
  },
  'mcp uninstall': {
    summary: 'remove the bridge from a client',
    load: async () => (await import('./commands/mcp/uninstall.ts')).mcpUninstallCommand,
  },
  'mcp list': {
    summary: 'show which clients have the bridge',
    load: async () => (await import('./commands/mcp/list.ts')).mcpListCommand,
  },
  'mcp test': {
    summary: 'connect to an MCP server through the bridge, and list its tools',
    load: async () => (await import('./commands/mcp/test.ts')).mcpTestCommand,
  },
  'mcp snippet': {
    summary: 'print the config for any other client',
    load: async () => (await import('./commands/mcp/snippet.ts')).mcpSnippetCommand,
  },
}

/** Words that other programs have, and that people type by habit. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  login: ['sign-in'],
  logout: ['sign-out'],
  whoami: ['test'],
  ls: ['accounts', 'list'],
  '-v': ['--version'],
}

/** The words of a command line, without aliases. */
export function resolveAlias(typed: readonly string[]): readonly string[] {
  const [first = ''] = typed
  return Object.hasOwn(aliases, first) ? [...(aliases[first] ?? []), ...typed.slice(1)] : typed
}

/** Every word that can come first. */
export const firstWords = (): string[] => [
  ...new Set(['token', 'help', ...Object.keys(commands).map((name) => name.split(' ', 1)[0] ?? '')]),
]

/** The second words that can follow this one; most have none. */
export function splitCommand(word: string): readonly string[] {
  const start = `${word} `
  return Object.keys(commands)
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
}
