import { findAgentService } from '../../../client/agent-service/find-service.ts'
import { defineCommand } from '../../command.ts'
import { note } from '../../terminal/print.ts'

/** `jira-token agent uninstall`. */
export const command = defineCommand({
  description: `Stops the installed background agent and removes it, so that it no longer starts when you log in. Accounts
and tokens stay. Other commands still start an agent when they need one.`,
  examples: ['jira-token agent uninstall'],
  run: async () => {
    const service = await findAgentService(process.env)
    const wasInstalled = await service.uninstall()
    note(
      wasInstalled
        ? `Removed the background agent: ${service.file}`
        : 'The background agent is not installed. There is nothing to remove.',
    )
  },
})
