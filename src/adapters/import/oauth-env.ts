import type { ImportOffer } from '../../shared/ipc-contract.ts'

/** What another program's environment or .env file holds of a Jira sign-in. Secrets: stays in the owner. */
export interface OAuthEnv {
  readonly clientId: string | null
  readonly clientSecret: string | null
  readonly redirectUri: string | null
  readonly refreshToken: string | null
  readonly accessToken: string | null
}

/** The `JIRA_OAUTH_…` variables in there; null when there are none. */
export function oauthEnvIn(variables: Readonly<Record<string, string | undefined>>): OAuthEnv | null {
  const value = (name: string) => variables[`JIRA_OAUTH_${name}`]?.trim() || null
  const found: OAuthEnv = {
    clientId: value('CLIENT_ID'),
    clientSecret: value('CLIENT_SECRET'),
    redirectUri: value('REDIRECT_URI'),
    refreshToken: value('REFRESH_TOKEN'),
    accessToken: value('ACCESS_TOKEN'),
  }
  return Object.values(found).some((part) => part !== null) ? found : null
}

/** What the window may know of it. */
export function offerOf(env: OAuthEnv, fileName: string | null): ImportOffer {
  return {
    source: fileName === null ? 'environment' : 'file',
    fileName,
    clientId: env.clientId,
    redirectUri: env.redirectUri,
    hasClientSecret: env.clientSecret !== null,
    hasRefreshToken: env.refreshToken !== null,
    hasAccessTokenOnly: env.accessToken !== null && env.refreshToken === null,
  }
}
