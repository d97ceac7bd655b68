import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { until } from '../../scripts/harness/until.ts'

export interface CliRun {
  /** null if a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command. */
export interface RunningCli {
  readonly process: ChildProcess
  /** Its stdout so far. */
  stdout(): string
  stderr(): string
  /** Waits for a text on stdout, and resolves with all of stdout. */
  says(text: RegExp): Promise<string>
  /** Sends a line to its stdin. */
  type(line: string): void
  readonly ended: Promise<CliRun>
}

/** Runs the built `jira-token` the way a user does, with the Node that runs the tests. */
export interface JiraToken {
  /** With this stdin; empty by default. */
  run(args: readonly string[], options?: { stdin?: string; env?: NodeJS.ProcessEnv }): Promise<CliRun>
  /** With stdin left open. */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): RunningCli
  /** On a terminal, where stdout and stderr are combined. */
  startOnTerminal(args: readonly string[], env?: NodeJS.ProcessEnv): RunningCli
}

const program = join(rootFolder, 'out/cli/jira-token.cjs')

/** Collects what a command prints that was just started with pipes. */
export function followCli(child: ChildProcess): RunningCli {
  let stdout = ''
  let stderr = ''
  // a command that ends does not read what is typed after that
  child.stdin?.on('error', () => undefined)
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (text) =>
      until(
        `it prints ${text}`,
        () => stdout,
        (said) => text.test(said),
      ),
    type: (line) => child.stdin?.write(`${line}\n`),
    ended: new Promise((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
    ),
  }
}

/** Commands in this environment, with the accounts in this data folder. */
export function createJiraToken(environment: NodeJS.ProcessEnv, dataFolder: string): JiraToken {
  const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    followCli(spawn(command, args, { env: { ...environment, JIRA_TOKEN_HOME: dataFolder, ...env } }))
  return {
    start: (args, env) => start(process.execPath, [program, ...args], env),
    run: (args, { stdin = '', env } = {}) => {
      const cli = start(process.execPath, [program, ...args], env)
      cli.process.stdin?.end(stdin)
      return cli.ended
    },
    startOnTerminal: (args, env) => {
      const line = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
      // from bsdutils, which every Debian has: runs it on its own terminal, and returns its exit code
      return start('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], env)
    },
  }
}

/** Options of `accounts add` for an account at this provider; only the secret is missing. */
export function accountOptions(
  { clientId, authorizeUrl, tokenUrl, apiUrl }: LocalAtlassian,
  redirectUri: string,
): string[] {
  const values = {
    'client-id': clientId,
    'callback-url': redirectUri,
    'authorize-url': authorizeUrl,
    'token-url': tokenUrl,
    'api-url': apiUrl,
  }
  return Object.entries(values).flatMap(([option, value]) => [`--${option}`, value])
}
