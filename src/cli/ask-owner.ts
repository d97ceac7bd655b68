import { UnusableFolder } from '../adapters/local-api/owner-folder.ts'
import type { ApiError } from '../shared/local-api.ts'
import { CliError } from './cli-error.ts'
import { exchange, type HttpAnswer } from './exchange.ts'
import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { findSocket } from './find-socket.ts'

const nobody = () =>
  new CliError(
    exitCodes.failed,
    'Jira Token Tray is not running, so nobody can hand out a token. Start the app, then try again.',
  )

/** Longest time for which a busy owner is asked again. */
const patienceMs = 10_000

const longestPauseMs = 400

function socketOf(environment: NodeJS.ProcessEnv): string {
  try {
    const path = findSocket(environment)
    if (path !== null) return path
  } catch (error) {
    if (error instanceof UnusableFolder)
      throw new CliError(exitCodes.failed, `Nothing was sent: ${error.message}.`)
    throw error
  }
  throw nobody()
}

/** One complete answer; asks again while the owner is busy or another one is taking over. Throws `CliError`. */
async function answerTo(method: 'GET' | 'POST', target: string): Promise<HttpAnswer> {
  const startedMs = Date.now()
  let refusedBy: string | null = null
  for (let tries = 1; ; tries += 1) {
    const socketPath = socketOf(process.env)
    // the same one again: no other owner has come up
    if (socketPath === refusedBy) throw nobody()
    const result = await exchange(socketPath, method, target)
    if (result.kind === 'answered') return result.answer
    if (result.kind === 'failed') throw new CliError(exitCodes.failed, `No answer: ${result.why}.`)
    if (result.kind === 'nobody') {
      refusedBy = socketPath
      continue
    }
    if (Date.now() - startedMs > patienceMs)
      throw new CliError(exitCodes.failed, 'The app is too busy to answer. Try again.')
    const pauseMs = Math.min(longestPauseMs, 10 * 2 ** tries) * Math.random()
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** What the owner answers, as JSON; `path` begins with `/v1/`. Throws `CliError` for any failure. */
export async function askOwner<T>(method: 'GET' | 'POST', path: string): Promise<T> {
  const { status, body } = await answerTo(method, path)
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    throw new CliError(exitCodes.failed, 'The answer makes no sense: is this socket the app’s?')
  }
  if (status >= 200 && status < 300) return answer as T
  const { code = 'internal', message = `HTTP ${status}` } = (answer as Partial<ApiError>).error ?? {}
  throw new CliError(exitCodeFor(code), `${message} (${code})`)
}

/** The path of an account's action. */
export function accountPath(account: string | null, action: 'token' | 'renew'): string {
  return `/v1/accounts/${encodeURIComponent(account ?? 'default')}/${action}`
}
