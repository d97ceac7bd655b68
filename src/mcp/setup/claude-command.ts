import { execFile } from 'node:child_process'
import { AppError } from '../../shared/error-codes.ts'
import type { Surroundings } from './clients.ts'
import type { ServerEntry } from './entry.ts'
import { findProgramIn, pathFolders } from './find-on-path.ts'

const timeoutMs = 30_000

/**
 * The `claude` on the PATH; null if there is none. On Windows only an .exe: a .cmd file needs a shell, which would
 * interpret the arguments.
 */
export function findClaude({ environment, platform }: Surroundings): string | null {
  return findProgramIn(pathFolders(environment), [platform === 'win32' ? 'claude.exe' : 'claude'])
}

/** The arguments for `claude` that add a server for this user. Source: code.claude.com/docs/en/mcp. */
export function claudeAddWords(name: string, entry: ServerEntry): string[] {
  // `--env` takes every word up to the next option, so it must not precede the name
  const env = Object.entries(entry.env ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`])
  return ['mcp', 'add', ...env, '--scope', 'user', name, '--', entry.command, ...entry.args]
}

/** The arguments for `claude` that remove a server of this user. */
export function claudeRemoveWords(name: string): string[] {
  return ['mcp', 'remove', '--scope', 'user', name]
}

/** Runs `claude`. Rejects with `mcpClientFailed` and its output. */
export function runClaude(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      words,
      { env: environment, timeout: timeoutMs, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) return resolve()
        const said = (stderr.trim() || stdout.trim() || error.message).split('\n')[0]
        reject(new AppError('mcpClientFailed', `claude ${words.slice(0, 2).join(' ')}: ${said}`))
      },
    )
    child.stdin?.end()
  })
}
