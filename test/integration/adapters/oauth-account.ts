import { createOAuthClient } from '../../../src/adapters/oauth/oauth-client.ts'
import { limitFetch } from '../../../src/adapters/http/limited-fetch.ts'
import type { AccountForm } from '../../../src/shared/account.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'

/** The app's fetch. */
export const fetchWithTimeout = limitFetch(fetch)

/** The app's fetch with a shorter time limit, for servers it must give up on. */
export const shortTimeoutFetch = limitFetch(fetch, 150)

/** An account at this server. */
export function accountAt(server: LocalAtlassian, change: Partial<AccountForm> = {}): AccountForm {
  const { authorizeUrl, tokenUrl, apiUrl, clientId } = server
  return accountForm({ authorizeUrl, tokenUrl, apiUrl, clientId, ...change })
}

export const oauthClient = createOAuthClient(fetchWithTimeout)
export const shortTimeoutClient = createOAuthClient(shortTimeoutFetch)

export const never = new AbortController().signal
