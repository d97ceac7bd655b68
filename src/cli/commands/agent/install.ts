import { findAgentService } from '../../../client/agent-service/find-service.ts'
import { installAgent } from '../../agent-service/install-agent.ts'
import { defineCommand } from '../../command.ts'

/** `jira-token agent install`: the agent as a service of the operating system. */
export const command = defineCommand({
  description: `Has the background agent start when you log in, and again if it crashes or is killed, so that tokens are
renewed and synced files stay up to date without the app. While the app is running, the agent waits,
and takes its place when the app quits. It does not stop when it is idle.

  Linux    a systemd user unit; its log is in the journal
  macOS    a launchd agent; its log is in ~/Library/Logs/Jira Token Tray
  Windows  a scheduled task; its log is in the data folder

It uses this data folder (JIRA_TOKEN_HOME), and the proxies that are set now (HTTPS_PROXY, HTTP_PROXY,
NO_PROXY, NODE_EXTRA_CA_CERTS). If they change, or after an update of Node, install it again. Without
systemd, for example in a container, it says what to do instead.`,
  examples: ['jira-token agent install', 'JIRA_TOKEN_HOME=/srv/jira jira-token agent install'],
  run: async () => installAgent(await findAgentService(process.env)),
})
