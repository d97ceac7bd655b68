import { extname } from 'node:path'
import { runWithToken } from '../../client/run-with-token.ts'
import { followStatus } from '../../client/node-api/follow-status.ts'
import { toConnectionOptions } from '../../client/node-api/connection-options.ts'
import type { TokenManagerOptions } from '../../client/node-api/types.ts'

export interface WrapperOptions extends TokenManagerOptions {
  /** What the token must live at least when the program starts, in seconds; default 60, or half of a short life. */
  readonly minValidSec?: number
  /** The site, where the account has several; default: the first. */
  readonly cloudId?: string
}

/** Scripts that are not programs themselves, by what runs them. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  '.js': [process.execPath],
  '.mjs': [process.execPath],
  '.cjs': [process.execPath],
  '.py': ['python3'],
}

/**
 * Runs an existing script or program, such as an MCP server on stdio, with a valid token in its environment, as
 * `jira-token run` does.
 */
export class TokenAwareMcpWrapper {
  readonly #command: readonly string[]
  readonly #options: WrapperOptions

  constructor(script: string, args: readonly string[] = [], options: WrapperOptions = {}) {
    this.#command = [...(interpreters[extname(script)] ?? []), script, ...args]
    this.#options = options
  }

  /**
   * Resolves with the program's exit code (128 + n when signal n ended it). While it runs, whoever holds the accounts
   * goes on renewing and keeps synced files current. Rejects with an `OwnerError` when there is no token, or a
   * `ProgramError` when the program can't be started.
   */
  async runWithTokenManagement(): Promise<number> {
    const { account = null, minValidSec = null, cloudId = null } = this.#options
    const connection = toConnectionOptions(this.#options)
    const over = new AbortController()
    const following = followStatus(connection, over.signal, () => undefined)
    try {
      const note = (text: string) => void process.stderr.write(`${text}\n`)
      return await runWithToken(connection, this.#command, { account, minValidSec, cloudId, note })
    } finally {
      over.abort()
      await following
    }
  }
}
