import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { rootFolder } from '../bootstrap/root-folder.ts'

/** The built `jira-token`. */
export const cliProgram = join(rootFolder, 'out/cli/jira-token.cjs')

export interface CliRun {
  /** null: a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const timeoutMs = 300_000

/** Runs `jira-token` the way a user does, with the Node that runs the tests. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<CliRun> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [cliProgram, ...args],
      { env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    )
    child.stdin?.end(input)
  })
}

/** Starts `jira-token`, for commands that keep running. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [cliProgram, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
}
