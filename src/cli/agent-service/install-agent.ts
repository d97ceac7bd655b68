import { agentCommand } from '../../client/agent-service/find-service.ts'
import type { AgentService } from '../../client/agent-service/agent-service.ts'
import { askOwner, type Ask } from '../../client/ask-owner.ts'
import { OwnerError } from '../../client/owner-error.ts'
import { lastingProgram } from '../../mcp/setup/bridge-program.ts'
import { ownCommand } from '../../ownership/own-command.ts'
import type { Status } from '../../shared/local-api.ts'
import { failure } from '../cli-error.ts'
import { runningConnection } from '../connection.ts'
import { here } from '../mcp-setup/setup-options.ts'
import { note } from '../terminal/print.ts'

type OwnerKind = Status['owner']['kind']

/** Long enough for Node on a very slow computer. */
const startTimeoutMs = 60_000
const pollMs = 250

/** Asks the owner of the data folder that the agent is for, whatever `JIRA_TOKEN_SOCKET` names. */
const askFolder: Ask = (route, ...asking) =>
  askOwner(runningConnection({ ...process.env, JIRA_TOKEN_SOCKET: '' }), route, ...asking)

async function statusIfRunning(): Promise<Status | null> {
  try {
    return await askFolder('status')
  } catch (error) {
    if (error instanceof OwnerError) return null
    throw error
  }
}

/** Ends an agent, so that the installed one can take its place, unless a sign-in would be lost. Resolves with who stays. */
async function makeWay(): Promise<OwnerKind | null> {
  const status = await statusIfRunning()
  if (status === null) return null
  const isStaying = status.owner.kind === 'app' || status.accounts.some(({ stored }) => !stored)
  if (isStaying) return status.owner.kind
  await askFolder('release')
  return null
}

async function hasStarted(): Promise<boolean> {
  const untilMs = performance.now() + startTimeoutMs
  while ((await statusIfRunning()) === null) {
    if (performance.now() > untilMs) return false
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return true
}

/** When the agent runs, by what the service manager says. */
export function whenItRuns(lingering: boolean | null): string {
  if (lingering === null) return 'It starts when you log in, and again whenever it has ended.'
  return lingering
    ? 'It starts with the computer, and keeps running when you log out (lingering is on). Until you log in, the keychain may be locked.'
    : 'It starts when you log in, and ends when you log out (lingering is off). To have it start with the computer, and keep running: loginctl enable-linger'
}

/** Installs the agent, waits until it runs, and says what to expect. Rejects with a `CliError` or `ServiceError`. */
export async function installAgent(service: AgentService): Promise<void> {
  if (service.problem !== null) throw failure(service.problem)
  const command = agentCommand(process.env, lastingProgram(ownCommand(), here()))
  const staying = await makeWay()
  await service.install(command)
  note(`Installed the background agent: ${service.file}`)
  note(whenItRuns((await service.state()).lingering))
  note(`Its log: ${service.log}`)
  if (command.withheld.length > 0)
    note(
      `Warning: ${command.withheld.join(' and ')} has a password, which is not written to a file. Without it, the agent uses no proxy.`,
    )
  if (staying === 'app') note('The app is running. When it quits, the agent takes its place.')
  else if (staying === 'agent') note('Another agent is running. When it ends, this one takes its place.')
  else if (!(await hasStarted()))
    throw failure(`The agent is installed, but has not started. Its log says why: ${service.log}`)
}
