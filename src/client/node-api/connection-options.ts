import { fileURLToPath } from 'node:url'
import type { ConnectionOptions } from '../ask-owner.ts'
import { startOwner } from '../start-owner.ts'
import type { TokenManagerOptions } from './types.ts'

/** Relative to the files in `out/api`. */
const agentProgram = fileURLToPath(new URL('../cli/jira-token.cjs', import.meta.url))

/** How to reach the owner with these options. */
export function toConnectionOptions(options: TokenManagerOptions): ConnectionOptions {
  const { dataFolder, socket, client = 'node' } = options
  const environment = {
    ...process.env,
    ...(dataFolder !== undefined && { JIRA_TOKEN_HOME: dataFolder }),
    ...(socket !== undefined && { JIRA_TOKEN_SOCKET: socket }),
  }
  const mayStart = (environment['JIRA_TOKEN_SOCKET'] ?? '') === ''
  return {
    environment,
    client: client.replaceAll(/[^\x21-\x7e]/g, '-'),
    namesAccounts: true,
    ...(mayStart && { start: () => startOwner(environment, [process.execPath, agentProgram]) }),
  }
}
