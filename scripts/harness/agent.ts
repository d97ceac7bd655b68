import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cliProgram } from './cli.ts'

/** `jira-token agent`: the owner that starts fastest. */
export interface RunningAgent {
  /** Kills it with SIGKILL. */
  kill(): Promise<void>
}

/** Starts the agent and resolves when it is the owner. */
export async function startAgent(env: NodeJS.ProcessEnv): Promise<RunningAgent> {
  const child: ChildProcess = spawn(process.execPath, [cliProgram, 'agent'], {
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
