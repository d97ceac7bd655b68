import * as z from 'zod'
import type { AccountForm } from '../../shared/account.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { AccountApi } from '../../core/ports.ts'
import type { Person, Site } from '../../shared/snapshot.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { fetchAvatar } from './fetch-avatar.ts'
import { createGetJson } from './get-json.ts'

const sitesAnswer = z.array(z.object({ id: z.string(), name: z.string(), url: z.string() }))

/** https://api.atlassian.com/me and Jira's /myself use different names for the same fields. */
const meAnswer = z.object({
  account_id: z.string(),
  name: z.string(),
  email: z.string().nullish(),
  picture: z.string().nullish(),
})
const myselfAnswer = z.object({
  accountId: z.string(),
  displayName: z.string(),
  emailAddress: z.string().nullish(),
  avatarUrls: z.record(z.string(), z.string()).nullish(),
})

/** Jira and Confluence of the same site are two entries with the same id. */
function uniqueSites(sites: readonly Site[]): Site[] {
  return [...new Map(sites.map((site) => [site.id, site])).values()]
}

/** Atlassian's REST API over that fetch. Methods reject with an `AppError`. */
export function createJiraApi(fetch: FetchLike): AccountApi {
  const get = createGetJson(fetch)

  const me = async (account: AccountForm, accessToken: string): Promise<Person> => {
    const answer = await get(`${account.apiUrl}/me`, accessToken, meAnswer)
    return {
      accountId: answer.account_id,
      name: answer.name,
      email: answer.email ?? null,
      avatar: await fetchAvatar(fetch, answer.picture ?? null, account.apiUrl),
    }
  }

  const myself = async (account: AccountForm, accessToken: string, site: Site): Promise<Person> => {
    const url = `${account.apiUrl}/ex/jira/${encodeURIComponent(site.id)}/rest/api/3/myself`
    const answer = await get(url, accessToken, myselfAnswer)
    return {
      accountId: answer.accountId,
      name: answer.displayName,
      email: answer.emailAddress ?? null,
      avatar: await fetchAvatar(fetch, answer.avatarUrls?.['48x48'] ?? null, account.apiUrl),
    }
  }

  return {
    checkAccess: async (account, accessToken) => {
      const url = `${account.apiUrl}/oauth/token/accessible-resources`
      return { sites: uniqueSites(await get(url, accessToken, sitesAnswer)), server: null }
    },
    person: async (account, accessToken, sites) => {
      const site = sites[0]
      try {
        return await me(account, accessToken)
      } catch (error) {
        // without the read:me scope, ask Jira itself (read:jira-user)
        if (site === undefined || !(error instanceof AppError) || error.code !== 'scopeMissing') throw error
        return myself(account, accessToken, site)
      }
    },
  }
}
