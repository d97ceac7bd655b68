import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { usualEnvNames } from '../shared/env-names.ts'
import type { AccountStatus } from '../shared/local-api.ts'
import type { ConnectionOptions } from './ask-owner.ts'
import { OwnerError } from './owner-error.ts'
import { startProgram, type RunningProgram } from './run-program.ts'
import type { RunOptions } from './run-with-token.ts'
import { guessText, tokenVariables, type TokenVariables } from './token-variables.ts'
import { watchOwner } from './watch-owner.ts'

/** How long a program may take to exit before it is killed. */
const graceMs = 10_000

/** Tokens that are replaced sooner, for example by someone who renews again and again, don't restart it each time. */
const maxMinRunMs = 60_000

interface RestartOptions extends RunOptions {
  /** Called after each restart. */
  restarted(): void
  /** Called once if renewals can't be noticed any more: the program keeps running. */
  blind(why: OwnerError): void
}

const { accessToken: accessTokenName, expiresAt: expiresAtName, cloudId: cloudIdName } = usualEnvNames

/** What a program was started with. */
interface Started {
  readonly found: TokenVariables
  readonly program: RunningProgram
  readonly startedAtMs: number
}

/** Follows the state of one account until `signal` aborts. */
function followAccount(
  connection: ConnectionOptions,
  accountId: string,
  blind: RestartOptions['blind'],
  signal: AbortSignal,
) {
  let account: AccountStatus | null = null
  const changes = new EventTarget()
  const viewer = {
    status: ({ accounts }: { accounts: readonly AccountStatus[] }) => {
      account = accounts.find(({ id }) => id === accountId) ?? null
      changes.dispatchEvent(new Event('change'))
    },
    gone: () => undefined,
    waiting: () => undefined,
  }
  watchOwner(connection, viewer, signal).catch((error: unknown) => {
    blind(error instanceof OwnerError ? error : new OwnerError('ownerSilent', String(error)))
  })
  return {
    account: (): AccountStatus | null => account,
    change: () => once(changes, 'change', { signal }),
  }
}

/** Not before it has run for a while, nor while it may be exiting because of a signal. */
function mayRestartAtMs({ program, startedAtMs }: Started, { lifetimeSec }: AccountStatus): number {
  const minRunMs = Math.min(maxMinRunMs, (lifetimeSec ?? Infinity) * 500)
  return Math.max(startedAtMs + minRunMs, program.signaledAtMs() + graceMs)
}

/** Resolves with the token that replaces the one the program was started with. Rejects when `signal` aborts. */
async function nextToken(
  started: Started,
  follower: ReturnType<typeof followAccount>,
  ask: () => Promise<TokenVariables>,
  signal: AbortSignal,
): Promise<TokenVariables> {
  const { variables } = started.found
  for (;;) {
    const account = follower.account()
    if (account?.hasAccessToken !== true || account.expiresAt === variables[expiresAtName]) {
      await follower.change()
      continue
    }
    const waitMs = mayRestartAtMs(started, account) - performance.now()
    if (waitMs > 0) {
      await delay(waitMs, undefined, { signal })
      continue
    }
    const changed = follower.change()
    changed.catch(() => undefined)
    const found = await ask().catch((error: unknown) => {
      if (error instanceof OwnerError) return null
      throw error
    })
    if (found !== null && found.variables[accessTokenName] !== variables[accessTokenName]) return found
    await changed
  }
}

/**
 * Like `runWithToken`, but starts the program again with each new token. Resolves with its exit code when it exits without
 * having been stopped for that. It is not restarted more often than once a minute, or twice in the lifetime of a token if
 * that is shorter. Rejects as `runWithToken` does.
 */
export async function runWithNewestToken(
  connection: ConnectionOptions,
  command: readonly string[],
  options: RestartOptions,
): Promise<number> {
  const first = await tokenVariables(connection, options)
  const guess = guessText(first)
  if (guess !== null) options.note(guess)
  // the same account and site for each start, even if another account is the default by then
  const same = { ...options, account: first.accountId, cloudId: first.variables[cloudIdName] ?? null }
  const run = (found: TokenVariables): Started => ({
    found,
    program: startProgram(command, { ...connection.environment, ...found.variables }),
    startedAtMs: performance.now(),
  })
  const over = new AbortController()
  let started = run(first)
  try {
    const follower = followAccount(connection, first.accountId, options.blind, over.signal)
    for (;;) {
      const { program } = started
      const next = nextToken(started, follower, () => tokenVariables(connection, same), over.signal)
      next.catch(() => undefined)
      const result = await Promise.race([program.exited, next])
      if (typeof result === 'number') return result
      const stoppedAtMs = performance.now()
      program.stop(graceMs)
      const exitCode = await program.exited
      if (program.signaledAtMs() >= stoppedAtMs) return exitCode
      started = run(result)
      options.restarted()
    }
  } finally {
    over.abort()
  }
}
