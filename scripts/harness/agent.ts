import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { rootFolder } from '../bootstrap/root-folder.ts'

export const jiraTokenProgram = join(rootFolder, 'out/cli/jira-token.cjs')

/** `jira-token agent`: the owner that starts fastest. */
export interface RunningAgent {
  /** Kills it with SIGKILL. */
  kill(): Promise<void>
}

/** Starts the agent and resolves when it is the owner. */
export async function startAgent(env: NodeJS.ProcessEnv): Promise<RunningAgent> {
  const child: ChildProcess = spawn(process.execPath, [jiraTokenProgram, 'agent'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('Agent running')) resolve()
    })
    child.once('exit', () => reject(new Error(`the agent ended: ${output}`)))
  })
  return {
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Runs `jira-token` until it ends. */
export function runJiraToken(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [jiraTokenProgram, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
    child.stdin?.end()
  })
}
