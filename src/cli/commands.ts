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
  doctor: {
    summary: 'look for what is wrong, and say what to do',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  agent: {
    summary: 'hold the accounts without the app',
    load: async () => (await import('./commands/agent.ts')).agentCommand,
  },
}
