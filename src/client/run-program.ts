import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** What others send to this program is meant for the one it runs. */
const forwarded = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

/** What the keyboard sends to the whole group in the foreground. */
const fromKeyboard: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

/** A program that could not be started; exit codes as a shell's. Source: POSIX, Shell Command Language, 2.8.2. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
  readonly exitCode: 126 | 127

  constructor(program: string, code: string | undefined) {
    super(`${program} ${code === 'ENOENT' ? 'was not found' : `can’t be started (${code ?? 'unknown'})`}`)
    this.exitCode = code === 'ENOENT' ? 127 : 126
  }
}

/** Whether this program is in the foreground of a terminal: then Ctrl-C reaches its children without our help. */
function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    // the program's name may have spaces in it. Source: proc_pid_stat(5)
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  }
}

function forward(child: ChildProcess): () => void {
  const listeners = forwarded.map((signal) => {
    const listener = () => {
      if (!fromKeyboard.includes(signal) || !isInForeground()) child.kill(signal)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => listeners.forEach((stop) => stop())
}

/**
 * Runs a program in this one's place, as far as that is possible: with its terminal, its input and output, and the
 * signals that it gets. Resolves with the exit code, 128 + n when signal n ended it. Rejects with a `ProgramError`.
 */
export function runProgram(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = command
    const child = spawn(program, args, { stdio: 'inherit', env: environment })
    const stop = forward(child)
    child.on('error', ({ code }: NodeJS.ErrnoException) => {
      // a signal that it may not get (it became another user's) does not end it
      if (child.pid !== undefined) return
      stop()
      reject(new ProgramError(program, code))
    })
    child.once('exit', (code, signal) => {
      stop()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
