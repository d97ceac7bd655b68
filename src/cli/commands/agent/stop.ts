import { findAgentService } from '../../../client/agent-service/find-service.ts'
import { OwnerError } from '../../../client/owner-error.ts'
import { noteUnsaved } from '../../accounts/account-status.ts'
import { defineCommand } from '../../command.ts'
import { askRunning } from '../../connection.ts'
import { demandYes } from '../../terminal/confirm.ts'
import { note } from '../../terminal/print.ts'

/** Asks first when the agent has a token only in memory, which would be lost. */
async function demandSaved(yes: boolean): Promise<void> {
  const { owner, accounts } = await askRunning('status')
  const unsaved = accounts.filter(({ stored }) => !stored)
  if (owner.kind !== 'agent' || unsaved.length === 0) return
  for (const account of unsaved) noteUnsaved(account)
  const names = unsaved.map(({ name }) => name).join(', ')
  await demandYes(yes, `Stop the agent and lose the sign-in of ${names}?`)
}

/** Whether an agent was running. */
async function release(yes: boolean): Promise<boolean> {
  try {
    await demandSaved(yes)
    await askRunning('release')
    return true
  } catch (error) {
    if (!(error instanceof OwnerError) || error.code !== 'ownerMissing') throw error
    return false
  }
}

/** Stops the installed agent, and resolves with when it starts again; null if there was none to stop. */
async function stopService(): Promise<string | null> {
  // a socket that the user named may be of another data folder
  if ((process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '') return null
  const service = await findAgentService(process.env)
  const { installed, running } = await service.state()
  return installed && running !== false ? service.stop() : null
}

/** `jira-token agent stop`. */
export const command = defineCommand({
  description: `Stops the running agent. It finishes its renewals first, and asks for confirmation if a token would be
lost because the keychain refused to save it. An installed agent starts again when you log in.`,
  options: {
    yes: { help: "don't ask for confirmation" },
  },
  examples: ['jira-token agent stop'],
  run: async ({ yes }) => {
    const wasRunning = await release(yes)
    const again = await stopService()
    note(wasRunning || again !== null ? 'Agent stopped.' : 'The agent is not running.')
    if (again !== null)
      note(`It is installed, so it starts again ${again}. To remove it: jira-token agent uninstall`)
  },
})
