import type { AgentService } from '../client/agent-service/agent-service.ts'
import { ok, warning } from '../shared/finding.ts'
import type { Finding } from '../shared/local-api.ts'

const subject = { name: 'background agent', account: null }

/** Whether the agent is installed, whether it can start, and where its log is. */
export async function checkAgentService(service: AgentService, ownLog: string): Promise<Finding> {
  const { installed, running, missing } = await service.state()
  if (!installed) return ok(subject, `not installed; log: ${ownLog}`)
  const again = 'Install it again: jira-token agent install'
  const [lost] = missing
  if (lost !== undefined)
    return warning(subject, `${service.file} starts ${lost}, which does not exist`, again)
  if (running === false) return warning(subject, `installed, but not running; log: ${service.log}`, again)
  return ok(subject, `installed (${service.file}); log: ${service.log}`)
}
