import {
  getDataFolder,
  getUsualDataFolder,
  homeFolder,
  spelledDataFolder,
} from '../../ownership/data-folder.ts'
import { serviceArguments, type AgentCommand, type AgentService, type ServiceHost } from './agent-service.ts'
import { openLaunchdService } from './launchd-service.ts'
import { createRunTool, type RunTool } from './run-tool.ts'
import { openSystemdService } from './systemd-service.ts'
import { openWindowsTask } from './windows-task.ts'

/** Proxies and certificate authorities, which a service manager would not know. See `network/environment-proxy.ts`. */
const networkVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
])

/** A proxy's address has no other use for the sign. */
const hasPassword = (value: string) => value.includes('@')

export interface ServiceCommand extends AgentCommand {
  /** The variables that have a password in them, and so are not written to a file. */
  readonly withheld: readonly string[]
}

/**
 * What a service manager is to start for this environment: the agent of its data folder, with its proxies.
 *
 * @param jiraToken the words that start `jira-token`, with absolute paths
 */
export function agentCommand(environment: NodeJS.ProcessEnv, jiraToken: readonly string[]): ServiceCommand {
  const found = [...networkVariables, 'NODE_EXTRA_CA_CERTS'].flatMap((name): [string, string][] => {
    const value = environment[name] ?? ''
    // Windows knows a variable by any case
    const isTwin = process.platform === 'win32' && name !== name.toUpperCase()
    return value === '' || isTwin ? [] : [[name, value]]
  })
  const isWithheld = ([name, value]: [string, string]) =>
    networkVariables.includes(name) && hasPassword(value)
  return {
    words: [...jiraToken, ...serviceArguments],
    variables: {
      JIRA_TOKEN_HOME: spelledDataFolder(environment),
      ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
      ...Object.fromEntries(found.filter((one) => !isWithheld(one))),
    },
    withheld: found.filter(isWithheld).map(([name]) => name),
  }
}

/** The fallback where the user database has no entry: a container's user may have none. */
function orElse<T>(read: () => T, fallback: T): T {
  try {
    return read()
  } catch {
    return fallback
  }
}

function thisHost(environment: NodeJS.ProcessEnv, run: RunTool): ServiceHost {
  const { userInfo } = process.getBuiltinModule('node:os')
  const dataFolder = getDataFolder(environment)
  const uid = process.getuid?.() ?? 0
  return {
    platform: process.platform,
    environment,
    home: orElse(() => homeFolder(environment), dataFolder),
    user: orElse(() => userInfo().username, String(uid)),
    uid,
    dataFolder,
    isUsualFolder: dataFolder === orElse(() => getUsualDataFolder(), ''),
    run,
  }
}

/** The agent of this environment's data folder, as a service of this operating system. Rejects with `HomeMissing`. */
export async function findAgentService(
  environment: NodeJS.ProcessEnv,
  run: RunTool = createRunTool(environment),
): Promise<AgentService> {
  const host = thisHost(environment, run)
  if (host.platform === 'darwin') return openLaunchdService(host)
  return host.platform === 'win32' ? openWindowsTask(host) : openSystemdService(host)
}
