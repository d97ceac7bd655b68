import { findOAuthEnv } from '../../files/oauth-env-file.ts'

/** How to use the settings of another program that are there already; null if there are none. */
export async function importHint(): Promise<string | null> {
  const found = await findOAuthEnv(process.env)
  if (found === null) return null
  return found.path === null
    ? 'To use the JIRA_OAUTH_… variables in your environment: jira-token import'
    : 'To use the JIRA_OAUTH_… variables in .env: jira-token import .env'
}

/** What to do without an account. */
export async function addHint(): Promise<string> {
  return (await importHint()) ?? 'Add one in the app, or run: jira-token accounts add'
}
