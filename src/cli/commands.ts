import type { Command } from './command.ts'

interface Entry {
  /** One line for the list of commands. */
  readonly summary: string
  load(): Promise<{ readonly command: Command }>
}

/** Every command except `token`, which is always loaded; the others are loaded on use. Some have two words. */
export const commands: Readonly<Record<string, Entry>> = {
  status: { summary: 'show every account', load: () => import('./commands/status.ts') },
  renew: { summary: 'renew now and show the old and new expiry', load: () => import('./commands/renew.ts') },
  sync: { summary: 'keep .env and token files up to date', load: () => import('./commands/sync.ts') },
  monitor: { summary: 'live view of every account', load: () => import('./commands/monitor.ts') },
  history: {
    summary: 'show what happened to a token, and how often',
    load: () => import('./commands/history.ts'),
  },
  test: {
    summary: 'call Jira with the token and show who and which sites it is for',
    load: () => import('./commands/test.ts'),
  },
  api: { summary: 'make one request to Jira’s REST API', load: () => import('./commands/api.ts') },
  run: { summary: 'run a program with a token in its environment', load: () => import('./commands/run.ts') },
  env: {
    summary: 'print a token as environment variables, for eval',
    load: () => import('./commands/env.ts'),
  },
  mcp: {
    summary: 'MCP proxy that adds a valid token to every request',
    load: () => import('./commands/mcp.ts'),
  },
  doctor: { summary: 'diagnose problems and suggest fixes', load: () => import('./commands/doctor.ts') },
  uninstall: {
    summary: 'remove all your data, before you remove the program',
    load: () => import('./commands/uninstall.ts'),
  },
  completion: {
    summary: 'print the completion script for your shell',
    load: () => import('./commands/completion.ts'),
  },
  updates: { summary: 'look for newer versions, or not', load: () => import('./commands/updates.ts') },
  network: { summary: 'trust another certificate authority', load: () => import('./commands/network.ts') },
  agent: {
    summary: 'run in the background without the desktop app',
    load: () => import('./commands/agent.ts'),
  },
  'agent install': {
    summary: 'start the agent at every login',
    load: () => import('./commands/agent/install.ts'),
  },
  'agent status': {
    summary: 'show whether it is installed and running, and its log',
    load: () => import('./commands/agent/status.ts'),
  },
  'agent stop': { summary: 'stop the running agent', load: () => import('./commands/agent/stop.ts') },
  'agent uninstall': {
    summary: 'no longer start the agent at login',
    load: () => import('./commands/agent/uninstall.ts'),
  },
  'accounts list': {
    summary: 'show the settings of every account',
    load: () => import('./commands/accounts/list.ts'),
  },
  'accounts add': { summary: 'add an account', load: () => import('./commands/accounts/add.ts') },
  'accounts set': {
    summary: 'change the settings or client secret of an account',
    load: () => import('./commands/accounts/set.ts'),
  },
  'accounts rename': { summary: 'rename an account', load: () => import('./commands/accounts/rename.ts') },
  'accounts use': {
    summary: 'make an account the default',
    load: () => import('./commands/accounts/use.ts'),
  },
  'accounts remove': {
    summary: 'remove an account and its secrets',
    load: () => import('./commands/accounts/remove.ts'),
  },
  'sign-in': {
    summary: 'sign in: in the app, in your browser, or manually',
    load: () => import('./commands/sign-in.ts'),
  },
  exchange: { summary: 'finish a manual sign-in', load: () => import('./commands/exchange.ts') },
  'sign-out': {
    summary: 'delete the tokens and client secret of an account',
    load: () => import('./commands/sign-out.ts'),
  },
  import: {
    summary: 'import settings and refresh token from a .env file',
    load: () => import('./commands/import.ts'),
  },
  'mcp install': {
    summary: 'add the MCP bridge to a client',
    load: () => import('./commands/mcp/install.ts'),
  },
  'mcp uninstall': {
    summary: 'remove the bridge from a client',
    load: () => import('./commands/mcp/uninstall.ts'),
  },
  'mcp list': { summary: 'show which clients have the bridge', load: () => import('./commands/mcp/list.ts') },
  'mcp test': {
    summary: 'connect to an MCP server through the bridge, and list its tools',
    load: () => import('./commands/mcp/test.ts'),
  },
  'mcp snippet': {
    summary: 'print the config for any other client',
    load: () => import('./commands/mcp/snippet.ts'),
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

/** A command that the first words of a command line name. */
export interface FoundCommand {
  readonly name: string
  readonly command: Command
  /** The words after its name. */
  readonly rest: readonly string[]
}

/** The command that the first words name; null for none. */
export async function findCommand(words: readonly string[]): Promise<FoundCommand | null> {
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(' ')
    const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (entry !== undefined) return { name, ...(await entry.load()), rest: words.slice(count) }
  }
  return null
}

/** One line about a command; empty if there is none of that name. */
export function summaryOf(name: string): string {
  return name === 'token' ? 'print a valid access token' : (commands[name]?.summary ?? '')
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
