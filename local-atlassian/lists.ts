import { ada, grace, robot } from './people.ts'

/** A list of a site that comes in pages, in one of the ways of Jira's REST API. */
interface List {
  readonly scope: string
  page(query: URLSearchParams): object
}

/** What a page has if the client doesn't say, and at most. */
const defaultMaxResults = 50

interface Slice<T> {
  readonly startAt: number
  readonly maxResults: number
  readonly isLast: boolean
  readonly values: readonly T[]
}

function slice<T>(all: readonly T[], startAt: number, query: URLSearchParams): Slice<T> {
  const maxResults = Math.min(defaultMaxResults, Number(query.get('maxResults') ?? defaultMaxResults))
  const end = startAt + maxResults
  return { startAt, maxResults, isLast: end >= all.length, values: all.slice(startAt, end) }
}

const startAt = (query: URLSearchParams) => Number(query.get('startAt') ?? 0)

const projects = ['Mill', 'Store', 'Barrel', 'Reader', 'Printer'].map((name, index) => ({
  id: `${10_000 + index}`,
  key: name.toUpperCase(),
  name,
}))

const issues = Array.from({ length: 5 }, (_, index) => ({
  id: `${20_000 + index}`,
  key: `MILL-${index + 1}`,
}))

/** Source: Atlassian, "The Jira Cloud platform REST API". */
export const lists: Readonly<Record<string, List>> = {
  'project/search': {
    scope: 'read:jira-work',
    page: (query) => ({ ...slice(projects, startAt(query), query), total: projects.length }),
  },
  'search/jql': {
    scope: 'read:jira-work',
    page: (query) => {
      const token = query.get('nextPageToken')
      const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString())
      const { values, isLast, maxResults } = slice(issues, start, query)
      const next = Buffer.from(String(start + maxResults)).toString('base64url')
      return { issues: values, isLast, ...(isLast ? {} : { nextPageToken: next }) }
    },
  },
  /** A bare list: an empty page is the last. */
  'users/search': {
    scope: 'read:jira-user',
    page: (query) =>
      slice([ada, grace, robot], startAt(query), query).values.map(({ accountId, name }) => ({
        accountId,
        displayName: name,
      })),
  },
}
