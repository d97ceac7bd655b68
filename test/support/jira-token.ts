import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { until } from '../../scripts/harness/until.ts'

export interface CliRun {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface RunningCli {
  readonly process: ChildProcess
  /** What it wrote to stdout so far. */
  stdout(): string
  stderr(): string
  /** Waits for a text on stdout, and resolves with all of it. */
  says(text: RegExp): Promise<string>
  /** Sends a line to its stdin. */
  type(line: string): void
  readonly ended: Promise<CliRun>
}

/** Runs the built `jira-token` as a user does, on the Node that runs the tests. */
export interface JiraToken {
  /** With all of stdin given; none unless told. */
  run(args: readonly string[], options?: { stdin?: string; env?: NodeJS.ProcessEnv }): Promise<CliRun>
  /** With stdin left open. */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): RunningCli
  /** On a terminal, which stdout and stderr are then one with. */
  startOnTerminal(args: readonly string[], env?: NodeJS.ProcessEnv): RunningCli
}

const program = join(rootFolder, 'out/cli/jira-token.cjs')

function running(child: ChildProcess): RunningCli {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (text) =>
      until(
        `it says ${text}`,
        () => stdout,
        (said) => text.test(said),
      ),
    type: (line) => child.stdin?.write(`${line}\n`),
    ended: new Promise((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
    ),
  }
}

/** Commands in that environment, with the accounts of that data folder. */
export function createJiraToken(environment: NodeJS.ProcessEnv, dataFolder: string): JiraToken {
  const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    running(spawn(command, args, { env: { ...environment, JIRA_TOKEN_HOME: dataFolder, ...env } }))
  return {
    start: (args, env) => start(process.execPath, [program, ...args], env),
    run: (args, { stdin = '', env } = {}) => {
      const cli = start(process.execPath, [program, ...args], env)
      cli.process.stdin?.on('error', () => undefined)
      cli.process.stdin?.end(stdin)
      return cli.ended
    },
    startOnTerminal: (args, env) => {
      const line = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
      // of bsdutils, which every Debian has: runs it on a terminal of its own, and passes its exit code on
      return start('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], env)
    },
  }
}

/** Options of `accounts add` for an account at that provider; with the secret they are all that it needs. */
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
