import { startsAtLogin } from '../../checks/check-autostart.ts'
import { ServiceError } from '../../client/agent-service/agent-service.ts'
import { findAgentService } from '../../client/agent-service/find-service.ts'
import { CliError } from '../cli-error.ts'
import { ask } from '../connection.ts'
import { agreesByDefault, hasTerminal } from '../terminal/confirm.ts'
import { note } from '../terminal/print.ts'
import { installAgent } from './install-agent.ts'

const stale = 'After a restart of the computer, nothing keeps this file up to date'
const toInstall = `${stale}. To change that: jira-token agent install`

/**
 * After a file was added: offers to install the agent if nothing would keep the file up to date after a restart, or says
 * so where nobody can be asked. The file is synced either way, so a failure is only told.
 */
export async function offerAgent(): Promise<void> {
  // the user chose an owner, wherever it is
  if ((process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '') return
  const { owner, startAtLogin } = await ask('status')
  // an older owner doesn't say
  if (startsAtLogin(process.env, startAtLogin ?? false)) return
  // there, an agent could not use the app's keychain items
  if (owner.kind === 'app' && process.platform === 'darwin')
    return note(`${stale} until you open the app. To change that, turn on “Start at login” in its settings.`)
  const service = await findAgentService(process.env)
  if ((await service.state()).installed) return
  if (service.problem !== null)
    return note(`${stale} until you run a jira-token command, or jira-token agent.`)
  if (!hasTerminal() || !process.stdout.isTTY) return note(toInstall)
  if (!(await agreesByDefault(`${stale}. Install the background agent, which starts when you log in?`)))
    return note('To install it later: jira-token agent install')
  try {
    await installAgent(service)
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof CliError)) throw error
    note(error.message)
  }
}
