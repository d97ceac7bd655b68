import { extname } from 'node:path'
import { thisWindows, windowsInterpreter } from '../../client/windows-program.ts'
import { runWithToken } from '../../client/run-with-token.ts'
import { followStatus } from '../../client/node-api/follow-status.ts'
import { assertKnownOptions, tokenManagerOptionNames } from '../../client/node-api/check-options.ts'
import { toConnectionOptions } from '../../client/node-api/connection-options.ts'
import { cleanLines } from '../../shared/clean-text.ts'
import type { TokenManagerOptions } from '../../client/node-api/types.ts'

export interface WrapperOptions extends TokenManagerOptions {
  /** How many seconds the token must be valid when the program starts (default: 60, or half its lifetime if shorter). */
  readonly minValidSec?: number
  /** The site, if the account has several (default: the first). */
  readonly cloudId?: string
}

/** Interpreters for scripts, by file extension. */
const interpreters: Readonly<Record<string, string>> = {
  '.js': process.execPath,
  '.mjs': process.execPath,
  '.cjs': process.execPath,
  '.py': 'python3',
}

/** The program that runs a script; null if it runs itself. */
function interpreterFor(script: string): string | null {
  if (process.platform === 'win32') return windowsInterpreter(script, thisWindows(process.env))
  return interpreters[extname(script)] ?? null
}

/**
 * Runs an existing script or program, such as an MCP server on stdio, with a valid token in its environment, like
 * `jira-token run`.
 */
export class TokenAwareMcpWrapper {
  readonly #command: readonly string[]
  readonly #options: WrapperOptions

  /** Throws an `OwnerError` for unknown options. */
  constructor(script: string, args: readonly string[] = [], options: WrapperOptions = {}) {
    const names = { ...tokenManagerOptionNames, minValidSec: true, cloudId: true } as const
    assertKnownOptions('TokenAwareMcpWrapper', options, names)
    const interpreter = interpreterFor(script)
    this.#command = [...(interpreter === null ? [] : [interpreter]), script, ...args]
    this.#options = options
  }

  /**
   * Resolves with the program's exit code (128 + n if signal n ended it). Rejects with an `OwnerError` when there is no
   * token, or a `ProgramError` when the program can't be started.
   */
  async runWithTokenManagement(): Promise<number> {
    const { account = null, minValidSec = null, cloudId = null } = this.#options
    const connection = toConnectionOptions(this.#options)
    const over = new AbortController()
    const following = followStatus(connection, over.signal, () => undefined)
    try {
      const note = (text: string) => void process.stderr.write(`${cleanLines(text)}\n`)
      return await runWithToken(connection, this.#command, { account, minValidSec, cloudId, note })
    } finally {
      over.abort()
      await following
    }
  }
}
