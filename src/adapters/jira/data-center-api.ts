import * as z from 'zod'
import type { AccountForm } from '../../shared/account.ts'
import { toSite } from '../../core/accounts/account-sites.ts'
import type { AccountApi } from '../../core/ports.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { fetchAvatar } from './fetch-avatar.ts'
import { createGetJson } from './get-json.ts'

/** `key` survives a rename of the user; the oldest versions only have `name`. */
const myselfAnswer = z.object({
  key: z.string().optional(),
  name: z.string(),
  displayName: z.string(),
  emailAddress: z.string().nullish(),
  avatarUrls: z.record(z.string(), z.string()).nullish(),
})

/**
 * Jira Data Center's REST API. Its only site is the server itself. Methods reject with an `AppError`. Source:
 * Atlassian, "Jira Data Center REST API".
 */
export function createDataCenterApi(fetch: FetchLike): AccountApi {
  const get = createGetJson(fetch)
  const myself = ({ apiUrl }: AccountForm, accessToken: string) =>
    get(`${apiUrl}/rest/api/2/myself`, accessToken, myselfAnswer)

  return {
    checkAccess: async (account, accessToken) => {
      await myself(account, accessToken)
      return { sites: [toSite(account.apiUrl)], server: null }
    },
    person: async (account, accessToken) => {
      const { key, name, displayName, emailAddress, avatarUrls } = await myself(account, accessToken)
      return {
        accountId: key ?? name,
        name: displayName,
        email: emailAddress ?? null,
        avatar: await fetchAvatar(fetch, avatarUrls?.['48x48'] ?? null, account.apiUrl),
      }
    },
  }
}
