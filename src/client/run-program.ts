import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { cleanText } from '../shared/clean-text.ts'
import { thisWindows, windowsProgram, type ProgramStart } from './windows-program.ts'
import { getErrorNumber } from '../shared/error-number.ts'

/** Signals that are passed on to the child. */
const forwarded = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

/** Signals that the keyboard sends to the whole foreground group. */
const fromKeyboard: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

/** A script that is there, but can't find the program that its first line names. Source: execve(2), "Interpreter scripts". */
function missingInterpreter(program: string): string | null {
  if (!program.includes('/') || !existsSync(program)) return null
  try {
    const [line = ''] = readFileSync(program, 'latin1').split('\n', 1)
    return /^#!\s*(\S+)/.exec(line)?.[1] ?? null
  } catch {
    return null
  }
}

function problemText(program: string, code: string | null): string {
  if (code !== 'ENOENT') return `can’t be started (${code ?? 'unknown'})`
  const interpreter = missingInterpreter(program)
  if (interpreter === null) return 'was not found'
  return `can’t be started: ${cleanText(interpreter)}, which its first line names, was not found`
}

/** A program that could not be started; exit codes as in a shell. Source: POSIX, Shell Command Language, 2.8.2. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
  readonly exitCode: 126 | 127

  constructor(program: string, code: string | null) {
    super(`${cleanText(program, Infinity) || 'An empty name'} ${problemText(program, code)}`)
    this.exitCode = code === 'ENOENT' ? 127 : 126
  }
}

/** Whether this program is in the foreground of a terminal: then Ctrl-C reaches its children directly. */
function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    // the program's name may contain spaces. Source: proc_pid_stat(5)
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  }
}

/** The exit code of a program that Ctrl-C ended on Windows. Source: Microsoft Learn, NTSTATUS, STATUS_CONTROL_C_EXIT. */
const windowsControlC = 0xc000013a

const toStart = ([program = '', ...args]: readonly string[]): ProgramStart => ({
  file: program,
  args,
  isVerbatim: false,
})

/** Throws a `ProgramError` for what Node finds out before it starts the program. */
function start(command: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  const [program = ''] = command
  try {
    const isWindows = process.platform === 'win32'
    const { file, args, isVerbatim } = isWindows
      ? windowsProgram(command, thisWindows(environment))
      : toStart(command)
    return spawn(file, args, { stdio: 'inherit', env: environment, windowsVerbatimArguments: isVerbatim })
  } catch (error) {
    throw new ProgramError(program, program === '' ? 'ENOENT' : getErrorNumber(error))
  }
}

/** A program that runs with this one's terminal, input, and output. */
export interface RunningProgram {
  /** Resolves with the exit code, or 128 + n if signal n ended it. Rejects with a `ProgramError`. */
  readonly exited: Promise<number>
  /** When this program last got a signal, on the clock of `performance.now`; -Infinity: it got none. */
  signaledAtMs(): number
  /** Asks it to exit, and ends it if it is still there after `graceMs`. */
  stop(graceMs: number): void
}

/** Passes on this program's signals. `onSignal` is called for each of them. */
function forward(child: ChildProcess, onSignal: () => void): () => void {
  const listeners = forwarded.map((signal) => {
    const listener = () => {
      onSignal()
      if (!fromKeyboard.includes(signal) || !isInForeground()) child.kill(signal)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => listeners.forEach((stop) => stop())
}

function untilExit(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      // failing to send it a signal (it changed its user) is not a failed start
      if (child.pid === undefined) reject(new ProgramError(program, getErrorNumber(error)))
    })
    child.once('exit', (code, signal) => {
      if (code === windowsControlC) return resolve(128 + constants.signals.SIGINT)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** Starts a program and passes signals on to it. Throws a `ProgramError` for what is clear before it runs. */
export function startProgram(command: readonly string[], environment: NodeJS.ProcessEnv): RunningProgram {
  const child = start(command, environment)
  let signaledAtMs = -Infinity
  let killTimer: NodeJS.Timeout | undefined
  const stopForwarding = forward(child, () => (signaledAtMs = performance.now()))
  const exited = untilExit(child, command[0] ?? '').finally(() => {
    clearTimeout(killTimer)
    stopForwarding()
  })
  return {
    exited,
    signaledAtMs: () => signaledAtMs,
    stop: (graceMs) => {
      child.kill('SIGTERM')
      killTimer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    },
  }
}

/** Runs a program to its end, as `startProgram` and `exited` do. */
export async function runProgram(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  return startProgram(command, environment).exited
}
