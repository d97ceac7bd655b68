import { JiraError } from './jira-error.ts'

interface Page {
  readonly values: readonly unknown[]
  /** null: this was the last one. */
  readonly next: URL | null
}

type Fields = Readonly<Record<string, unknown>>

const withParameter = (url: URL, name: string, value: string): URL => {
  const next = new URL(url)
  next.searchParams.set(name, value)
  return next
}

/** The only list in an answer, or the one with a name that Jira uses for it; null if there is none. */
function listIn(answer: Fields): readonly unknown[] | null {
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value))
  const [, list] = lists.find(([name]) => name === 'values') ??
    lists.find(([name]) => name === 'issues') ??
    (lists.length === 1 ? lists[0] : undefined) ?? ['', null]
  return list as readonly unknown[] | null
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

/** Whether more follows a page that says where it begins; null: it doesn't say so. */
function hasMore({ startAt, maxResults, total, isLast }: Fields, count: number): boolean | null {
  if (count === 0 || isLast === true) return false
  if (isLast === false) return true
  if (isNumber(total)) return (isNumber(startAt) ? startAt : 0) + count < total
  return isNumber(startAt) && isNumber(maxResults) ? count >= maxResults : null
}

/**
 * The values of a page, and the next one. Sources: Atlassian, "The Jira Cloud platform REST API", pagination (`startAt`,
 * `isLast`, `nextPage`), search (`nextPageToken`), and worklogs (`lastPage`).
 *
 * @param resolve turns a link of Jira's into a URL to request
 */
function readObject(answer: Fields, url: URL, resolve: (link: string) => URL): Page {
  const values = listIn(answer)
  if (values === null)
    throw new JiraError('badAnswer', `The answer of ${url.pathname} is not a list: leave out --paginate.`)
  const { startAt, isLast, lastPage, nextPageToken, nextPage } = answer
  if (isLast === true || lastPage === true) return { values, next: null }
  if (typeof nextPageToken === 'string' && nextPageToken !== '')
    return { values, next: withParameter(url, 'nextPageToken', nextPageToken) }
  const more = hasMore(answer, values.length)
  if (isNumber(startAt) && more !== null)
    return {
      values,
      next: more ? withParameter(url, 'startAt', String(startAt + values.length)) : null,
    }
  return { values, next: typeof nextPage === 'string' && nextPage !== '' ? resolve(nextPage) : null }
}

const startIn = (url: URL) => Number(url.searchParams.get('startAt') ?? '0') || 0

/**
 * Follows a list from page to page. Rejects as `getJson` does, and with a `JiraError` if an answer is no list.
 *
 * @param getJson resolves with the answer as JSON
 * @param resolve turns a link of Jira's into a URL to request
 */
export async function collectPages(
  first: URL,
  getJson: (url: URL) => Promise<unknown>,
  resolve: (link: string) => URL,
): Promise<readonly unknown[]> {
  const all: unknown[] = []
  /** Bare lists don't say whether more follows, and filter what a page has, so that pages may overlap. */
  const known = new Set<string>()
  const requested = new Set<string>()
  let url: URL | null = first
  while (url !== null) {
    if (requested.has(url.href))
      throw new JiraError('badAnswer', `Jira's pages lead in a circle: ${url.pathname} came twice.`)
    requested.add(url.href)
    const answer: unknown = await getJson(url)
    if (Array.isArray(answer)) {
      const fresh = (answer as unknown[]).filter((value) => !known.has(JSON.stringify(value)))
      for (const value of fresh) known.add(JSON.stringify(value))
      all.push(...fresh)
      url = fresh.length === 0 ? null : withParameter(url, 'startAt', String(startIn(url) + answer.length))
      continue
    }
    const fields: Fields = typeof answer === 'object' && answer !== null ? (answer as Fields) : {}
    const page = readObject(fields, url, resolve)
    for (const value of page.values) all.push(value)
    url = page.next
  }
  return all
}
