import { onTestFinished } from 'vitest'
import {
  startDesktopSession,
  type DesktopSession,
  type SessionOptions,
} from '../../scripts/harness/desktop-session.ts'
import { runCli, type CliRun } from '../../scripts/harness/cli.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import type { Settings } from '../../src/shared/settings.ts'

/** A desktop with accounts signed in at its provider, for one test. */
export interface SignedInSession extends DesktopSession {
  /** The environment of programs that use the accounts of this desktop. */
  readonly env: NodeJS.ProcessEnv
  cli(args: readonly string[], input?: string): Promise<CliRun>
}

export interface SignedInSessionOptions extends SessionOptions {
  readonly settings?: Partial<Settings>
}

/** Starts a desktop with signed-in accounts of these names. No app or agent is running yet. */
export async function startSignedInSession(
  names: readonly string[],
  { settings = {}, ...options }: SignedInSessionOptions = {},
): Promise<SignedInSession> {
  const session = await startDesktopSession(options)
  onTestFinished(() => session.close())
  if (names.length > 0) {
    await putSignedInAccounts(
      session,
      names.map((name) => ({ name })),
      settings,
    )
  }
  const env: NodeJS.ProcessEnv = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
  return Object.assign(Object.create(session) as DesktopSession, {
    env,
    cli: (args: readonly string[], input?: string) => runCli(args, env, input),
  })
}
