import { execFile } from 'node:child_process'
import { sessionEnvironment } from '../session-environment.ts'

export interface ToolResult {
  /** null: it was not found, could not be started, or did not end in time. */
  readonly code: number | null
  /** What it said; on failure, what it said about that. */
  readonly output: string
}

/** Runs a program of the operating system to its end. Never rejects. */
export type RunTool = (program: string, args: readonly string[]) => Promise<ToolResult>

/** A service manager waits for a program to stop; the agent takes up to ten seconds for its last renewal. */
const timeoutMs = 60_000

/** Runs the real programs, in this environment and with the address of the user's session bus. */
export function createRunTool(environment: NodeJS.ProcessEnv): RunTool {
  return (program, args) =>
    new Promise((resolve) => {
      const options = { env: sessionEnvironment(environment), timeout: timeoutMs, windowsHide: true }
      execFile(program, [...args], options, (error, stdout, stderr) => {
        if (error === null) return resolve({ code: 0, output: stdout })
        const { code, message } = error
        const said = stderr.trim() || stdout.trim()
        // a text, such as ENOENT, if it did not start
        const isExit = typeof code === 'number'
        resolve({ code: isExit ? code : null, output: isExit ? said : said || message })
      })
    })
}
