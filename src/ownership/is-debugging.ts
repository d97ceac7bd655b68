/** Whether the user wants to know more: `JIRA_TOKEN_DEBUG=1`, which `--verbose` also sets for agents that are started. */
export function isDebugging(environment: NodeJS.ProcessEnv): boolean {
  return ['1', 'true'].includes(environment['JIRA_TOKEN_DEBUG'] ?? '')
}
