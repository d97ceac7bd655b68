/**
 * The URLs of a Jira Data Center with that base URL (with its context path, if it has one). Source: Atlassian, "Jira
 * OAuth 2.0 provider API".
 */
export function dataCenterUrls(baseUrl: string): { authorizeUrl: string; tokenUrl: string; apiUrl: string } {
  const base = baseUrl.trim().replace(/\/+$/, '')
  const oauth = `${base}/rest/oauth2/latest`
  return { authorizeUrl: `${oauth}/authorize`, tokenUrl: `${oauth}/token`, apiUrl: base }
}
