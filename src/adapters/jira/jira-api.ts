import * as z from 'zod'
import type { AccountForm } from '../../shared/account.ts'
import { AppError } from '../../shared/error-codes.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import type { JiraApi } from '../../core/ports.ts'
import type { Person, Site } from '../../shared/snapshot.ts'
import { isAboutScopes } from '../http/is-about-scopes.ts'
import type { FetchLike } from '../http/limited-fetch.ts'

const sitesAnswer = z.array(z.object({ id: z.string(), name: z.string(), url: z.string() }))

/** https://api.atlassian.com/me and Jira's /myself name the same things differently. */
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

const largestAvatarBytes = 200_000

/** What an API call's status means. Source: FACTS of Atlassian's 3LO: a missing scope is a 401 that says so. */
function failureOf(status: number, body: string): AppError {
  if (status === 401 && isAboutScopes(body, null)) return new AppError('scopeMissing')
  if (status === 401 || status === 403) return new AppError('accessTokenRefused', `HTTP ${status}`)
  if (status === 429) return new AppError('rateLimited')
  if (status >= 500) return new AppError('providerFailed', `HTTP ${status}`)
  return new AppError('badAnswer', `HTTP ${status}`)
}

/** Jira and Confluence of one site come as two entries with one id. */
function uniqueSites(sites: readonly Site[]): Site[] {
  return [...new Map(sites.map((site) => [site.id, site])).values()]
}

/** Atlassian's REST API over that fetch. Methods reject with an `AppError`. */
export function createJiraApi(fetch: FetchLike): JiraApi {
  const get = async <T>(url: string, accessToken: string, schema: z.ZodType<T>): Promise<T> => {
    // loaded when it is first needed: it would be a third of the start-up time
    const { default: axios } = await import('axios')
    const answer = await axios
      .get<string>(url, {
        adapter: 'fetch',
        env: { fetch: fetch as typeof globalThis.fetch },
        headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' },
        responseType: 'text',
        transformResponse: (data: string) => data,
        validateStatus: () => true,
      })
      .catch((error: unknown) => {
        const cause = error instanceof Error ? error.cause : undefined
        // an axios error holds the request's headers: it must not travel on
        throw error instanceof AppError ? error : cause instanceof AppError ? cause : new AppError('offline')
      })
    if (answer.status < 200 || answer.status > 299) throw failureOf(answer.status, answer.data)
    try {
      return schema.parse(JSON.parse(answer.data))
    } catch {
      throw new AppError('badAnswer')
    }
  }

  const avatar = async (url: string | null | undefined): Promise<string | null> => {
    if (url == null || !isSafeUrl(url)) return null
    try {
      const response = await fetch(url)
      const type = response.headers.get('content-type') ?? ''
      const bytes = Buffer.from(await response.arrayBuffer())
      const usable =
        response.ok && /^image\/(png|jpeg|gif|webp)\b/.test(type) && bytes.length <= largestAvatarBytes
      return usable ? `data:${type.split(';')[0]};base64,${bytes.toString('base64')}` : null
    } catch {
      return null
    }
  }

  const me = async (account: AccountForm, accessToken: string): Promise<Person> => {
    const answer = await get(`${account.apiUrl}/me`, accessToken, meAnswer)
    return {
      accountId: answer.account_id,
      name: answer.name,
      email: answer.email ?? null,
      avatar: await avatar(answer.picture),
    }
  }

  const myself = async (account: AccountForm, accessToken: string, site: Site): Promise<Person> => {
    const url = `${account.apiUrl}/ex/jira/${encodeURIComponent(site.id)}/rest/api/3/myself`
    const answer = await get(url, accessToken, myselfAnswer)
    return {
      accountId: answer.accountId,
      name: answer.displayName,
      email: answer.emailAddress ?? null,
      avatar: await avatar(answer.avatarUrls?.['48x48']),
    }
  }

  return {
    sites: async (account, accessToken) =>
      uniqueSites(await get(`${account.apiUrl}/oauth/token/accessible-resources`, accessToken, sitesAnswer)),
    person: async (account, accessToken, sites) => {
      const site = sites[0]
      try {
        return await me(account, accessToken)
      } catch (error) {
        // without read:me, Jira itself may tell (read:jira-user)
        if (site === undefined || !(error instanceof AppError) || error.code !== 'scopeMissing') throw error
        return myself(account, accessToken, site)
      }
    },
  }
}
