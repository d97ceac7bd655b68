// Separate from account.ts, so that the window gets the defaults without zod.

/** The settings that only discovery can provide, for an account without discovery. */
export const undiscovered = {
  issuer: null,
  sendsIssuer: false,
  tokenAuth: 'client_secret_post',
  resource: null,
} as const

/** The defaults for Atlassian Cloud. Source: Atlassian, "OAuth 2.0 (3LO) apps". */
export const accountDefaults = {
  kind: 'jira-cloud',
  ...undiscovered,
  redirectUri: 'http://localhost:8080/callback',
  scopes: ['read:jira-work', 'read:jira-user', 'read:me', 'offline_access'],
  authorizeUrl: 'https://auth.atlassian.com/authorize',
  tokenUrl: 'https://auth.atlassian.com/oauth/token',
  apiUrl: 'https://api.atlassian.com',
} as const

export const bufferMinutesRange = { min: 1, max: 30 } as const
