import { createOAuthClient } from '../../../src/adapters/oauth/oauth-client.ts'
import { limitFetch } from '../../../src/adapters/http/limited-fetch.ts'
import type { AccountForm } from '../../../src/shared/account.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'

/** The fetch of the app. */
export const fetchWithTimeout = limitFetch(fetch)

/** The fetch of the app where it must give up. */
export const impatientFetch = limitFetch(fetch, 150)

/** An account at that server. */
export function accountAt(server: LocalAtlassian, change: Partial<AccountForm> = {}): AccountForm {
  const { authorizeUrl, tokenUrl, apiUrl, clientId } = server
  return accountForm({ authorizeUrl, tokenUrl, apiUrl, clientId, ...change })
}

export const oauthClient = createOAuthClient(fetchWithTimeout)
export const impatientClient = createOAuthClient(impatientFetch)

export const never = new AbortController().signal
