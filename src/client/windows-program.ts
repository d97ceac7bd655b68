import { lstatSync } from 'node:fs'
import { win32 } from 'node:path'
import { scriptRunner } from '../ownership/own-command.ts'

/** What to give to `spawn`. */
export interface ProgramStart {
  readonly file: string
  readonly args: readonly string[]
  /** Whether the arguments are already quoted: `windowsVerbatimArguments`. */
  readonly isVerbatim: boolean
}

/** Where Windows looks for programs. */
export interface WindowsSystem {
  readonly environment: NodeJS.ProcessEnv
  readonly exists: (path: string) => boolean
}

/** Not `stat`: the aliases of programs from the Microsoft Store can't be followed. */
function existsHere(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory()
  } catch {
    return false
  }
}

export const thisWindows = (environment: NodeJS.ProcessEnv): WindowsSystem => ({
  environment,
  exists: existsHere,
})

const errorWithCode = (code: string) => Object.assign(new Error(code), { code })

/** Windows ignores the case of names, but a copy of `process.env` doesn't. */
function read(environment: NodeJS.ProcessEnv, name: string): string {
  const found = Object.keys(environment).find((one) => one.toUpperCase() === name)
  return found === undefined ? '' : (environment[found] ?? '')
}

const extensionOf = (path: string) => win32.extname(path).toLowerCase()

const isBatch = (path: string) => ['.cmd', '.bat'].includes(extensionOf(path))

/** Programs that run a script, by its extension. `py` heeds the script's first line. Source: PEP 397. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  '.js': [scriptRunner()],
  '.mjs': [scriptRunner()],
  '.cjs': [scriptRunner()],
  '.py': ['py', 'python'],
}

const isStartable = (path: string) =>
  ['.com', '.exe'].includes(extensionOf(path)) || isBatch(path) || extensionOf(path) in interpreters

/**
 * The file behind a program's name; null if there is none. Adds the extensions in PATHEXT, as Windows shells do. Names
 * without a folder are looked up in PATH only: the current folder may belong to anyone.
 */
function findProgram(program: string, { environment, exists }: WindowsSystem): string | null {
  const extensions = (read(environment, 'PATHEXT') || '.COM;.EXE;.BAT;.CMD').split(';')
  const names = [program, ...extensions.map((extension) => program + extension)].filter(isStartable)
  const folders = /[\\/:]/.test(program)
    ? [win32.resolve()]
    : read(environment, 'PATH')
        .split(';')
        .map((folder) => folder.replaceAll('"', ''))
        .filter((folder) => win32.isAbsolute(folder))
  const paths = folders.flatMap((folder) => names.map((name) => win32.resolve(folder, name)))
  return paths.find(exists) ?? null
}

/** The program that runs a script, by its extension; null if the file needs none. */
export function windowsInterpreter(script: string, system: WindowsSystem): string | null {
  const candidates = interpreters[extensionOf(script)]
  if (candidates === undefined) return null
  return (
    candidates.find((one) => win32.isAbsolute(one) || findProgram(one, system) !== null) ??
    candidates[0] ??
    null
  )
}

/**
 * An argument for a batch file: `cmd.exe` reads it twice, and programs once more. No quotes it contains may end ours, or
 * the rest would be a command. Source: `append_bat_arg` in Rust's standard library (CVE-2024-24576).
 */
function quotedForBatch(arg: string): string {
  if (/[\0\r\n]/.test(arg)) throw errorWithCode('batch files take no line breaks')
  const text = arg.replaceAll(/(\\*)"/g, '$1$1""').replaceAll('%', '%%cd:~,%')
  return /^[\w#$*+\-./:?@\\]*[\w#$*+\-./:?@]$/.test(text) ? text : `"${text.replace(/\\+$/, '$&$&')}"`
}

/** Node refuses to start batch files without a shell, because it can't quote for them (CVE-2024-27980). */
function batchStart(file: string, args: readonly string[], environment: NodeJS.ProcessEnv): ProgramStart {
  const command = [`"${file.replaceAll('%', '%%cd:~,%')}"`, ...args.map(quotedForBatch)].join(' ')
  return {
    file: win32.join(read(environment, 'SYSTEMROOT') || 'C:\\Windows', 'System32\\cmd.exe'),
    // without the user's autorun commands, and without expanding `!`
    args: ['/d', '/e:on', '/v:off', '/s', '/c', `"${command}"`],
    isVerbatim: true,
  }
}

/**
 * How to start a program on Windows: batch files need `cmd.exe`, scripts their interpreter. Throws an error with the code
 * ENOENT if it was not found.
 */
export function windowsProgram(
  [program = '', ...args]: readonly string[],
  system: WindowsSystem,
): ProgramStart {
  const file = findProgram(program, system)
  if (file === null) {
    const isUnknownKind = /[\\/:]/.test(program) && system.exists(win32.resolve(program))
    throw errorWithCode(isUnknownKind ? 'ENOEXEC' : 'ENOENT')
  }
  if (isBatch(file)) return batchStart(file, args, system.environment)
  const interpreter = windowsInterpreter(file, system)
  if (interpreter !== null) return windowsProgram([interpreter, file, ...args], system)
  return { file, args, isVerbatim: false }
}
