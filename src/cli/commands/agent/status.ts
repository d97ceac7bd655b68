import { join } from 'node:path'
import { findAgentService } from '../../../client/agent-service/find-service.ts'
import { getDataFolder } from '../../../ownership/data-folder.ts'
import { toCleanJson } from '../../../shared/clean-text.ts'
import type { Status } from '../../../shared/local-api.ts'
import { whenItRuns } from '../../agent-service/install-agent.ts'
import { defineCommand } from '../../command.ts'
import { jsonOption } from '../../shared-options.ts'
import { findOwner } from '../../connection.ts'
import { print } from '../../terminal/print.ts'

/** What `agent status --json` prints. */
interface AgentReport {
  /** Whether the agent is installed. */
  readonly installed: boolean
  readonly file: string | null
  /** Whether the installed agent is running or waiting; null: not installed, or unknown. */
  readonly running: boolean | null
  readonly lingering: boolean | null
  /** What the definition names, but does not exist. */
  readonly missing: readonly string[]
  /** A command or a file. */
  readonly log: string
  readonly owner: Status['owner'] | null
}

async function report(): Promise<AgentReport> {
  const service = await findAgentService(process.env)
  const { installed, running, lingering, missing } = await service.state()
  const ownLog = join(getDataFolder(process.env), 'logs', 'jira-token-tray.log')
  return {
    installed,
    file: installed ? service.file : null,
    running: installed ? running : null,
    lingering,
    missing,
    log: installed ? service.log : ownLog,
    owner: await findOwner(),
  }
}

function ownerLine(owner: Status['owner'] | null): string {
  if (owner === null) return 'nobody; a command that needs an agent starts one'
  return `${owner.kind === 'app' ? 'the app' : 'a background agent'} (pid ${owner.pid})`
}

function reportText({ installed, file, running, lingering, missing, log, owner }: AgentReport): string {
  const activity = running === null ? '' : running ? ', running' : ', not running'
  return [
    `installed:    ${installed ? `yes${activity} (${file})` : 'no. To install it: jira-token agent install'}`,
    `renewing now: ${ownerLine(owner)}`,
    `log:          ${log}`,
    ...(installed ? [whenItRuns(lingering)] : []),
    ...missing.map(
      (path) => `${path} does not exist, so the agent can’t start. Run jira-token agent install again.`,
    ),
  ].join('\n')
}

/** `jira-token agent status`. */
export const command = defineCommand({
  description: `Shows whether the background agent is installed and running, which program renews the tokens now (the
app, or an agent), and where the log is. Starts nothing.`,
  options: {
    json: jsonOption,
  },
  examples: ['jira-token agent status'],
  run: async ({ json }) => {
    const found = await report()
    print(json ? toCleanJson(found, 2) : reportText(found))
  },
})
