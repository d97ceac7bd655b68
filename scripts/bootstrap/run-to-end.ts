import { spawn } from 'node:child_process'

interface Options {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

/** Runs a program without showing its output; returns its exit code (null after a signal) and everything it printed. */
export function runToEnd(command: string, args: string[], options: Options = {}) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
      })
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: output.trim() }))
  })
}
