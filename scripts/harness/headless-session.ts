import { startDesktopSession, type DesktopSession } from './desktop-session.ts'
import { runCli, startCli, type CliRun } from './cli.ts'
import { until } from './until.ts'
import type { LocalAtlassianOptions } from '../../local-atlassian/settings.ts'
import type { Status } from '../../src/shared/local-api.ts'

/** A keyring, a provider, and a data folder, without a desktop: programs that need an owner start an agent. */
export interface HeadlessSession extends Pick<
  DesktopSession,
  'desktop' | 'atlassian' | 'dataFolder' | 'keychain' | 'accessToken'
> {
  readonly env: NodeJS.ProcessEnv
  cli(args: readonly string[], input?: string): Promise<CliRun>
  /** The process that owns the data folder; null if none. */
  ownerPid(): Promise<number | null>
  /** Starts an agent in the foreground, and waits until it is the owner. */
  startAgent(): Promise<number>
  /** Kills the owner. */
  killOwner(): Promise<void>
  close(): Promise<void>
}

export async function startHeadlessSession(atlassian: LocalAtlassianOptions = {}): Promise<HeadlessSession> {
  const session = await startDesktopSession({ atlassian, panel: false, desktop: { display: false } })
  const env: NodeJS.ProcessEnv = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
  delete env['NODE_EXTRA_CA_CERTS']
  const cli = (args: readonly string[], input?: string) => runCli(args, env, input)
  const running: NodeJS.ProcessEnv = { ...env, JIRA_TOKEN_SOCKET: `${session.dataFolder}/owner/api.sock` }

  const ownerPid = async (): Promise<number | null> => {
    const { code, stdout } = await runCli(['status', '--json'], running)
    return code === 0 ? (JSON.parse(stdout) as Status).owner.pid : null
  }
  const killOwner = async (): Promise<void> => {
    const pid = await ownerPid()
    try {
      if (pid !== null) process.kill(pid, 'SIGKILL')
    } catch (error) {
      // it has just ended by itself
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  return {
    desktop: session.desktop,
    atlassian: session.atlassian,
    dataFolder: session.dataFolder,
    keychain: session.keychain,
    accessToken: session.accessToken,
    env,
    cli,
    ownerPid,
    killOwner,
    startAgent: async () => {
      const child = startCli(['agent'], env)
      await until('the agent owns the data folder', ownerPid, (pid) => pid === child.pid)
      return child.pid ?? 0
    },
    close: async () => {
      await killOwner()
      await session.close()
    },
  }
}
