import { expect, test } from 'vitest'
import { collectPages } from '../../../src/client/jira/pages.ts'

const first = 'https://api.test/list?maxResults=2'

/** Follows a server that answers each query with this. */
const follow = async (answer: (query: URLSearchParams) => unknown, url = first) => {
  const asked: string[] = []
  const values = await collectPages(
    new URL(url),
    async (to) => {
      asked.push(to.search)
      return answer(to.searchParams)
    },
    (link) => new URL(link, 'https://api.test'),
  )
  return { values, asked }
}

const all = ['a', 'b', 'c', 'd', 'e']
const at = (query: URLSearchParams) => Number(query.get('startAt') ?? 0)
const cut = (query: URLSearchParams) => all.slice(at(query), at(query) + 2)

test.each([
  ['total', (query: URLSearchParams) => ({ startAt: at(query), total: 5, issues: cut(query), warnings: [] })],
  ['isLast', (query: URLSearchParams) => ({ startAt: at(query), isLast: at(query) > 3, values: cut(query) })],
  ['maxResults', (query: URLSearchParams) => ({ startAt: at(query), maxResults: 2, boards: cut(query) })],
  ['a list that is short of what was asked', (query: URLSearchParams) => cut(query)],
  [
    'nextPageToken',
    (query: URLSearchParams) => {
      const from = Number(query.get('nextPageToken') ?? 0)
      return { issues: all.slice(from, from + 2), ...(from < 4 && { nextPageToken: `${from + 2}` }) }
    },
  ],
  [
    'nextPage',
    (query: URLSearchParams) => {
      const from = Number(query.get('since') ?? 0)
      return { values: all.slice(from, from + 2), lastPage: from > 3, nextPage: `/list?since=${from + 2}` }
    },
  ],
])('pages with %s', async (_how, answer) => {
  expect((await follow(answer)).values).toEqual(all)
})

test('a filtered bare list, whose pages overlap, has each value once; one that is whole comes twice', async () => {
  const users = all.map((id) => ({ id }))
  const hidden = (query: URLSearchParams) =>
    users.slice(at(query), at(query) + 2).filter(({ id }) => id !== 'b')
  expect((await follow(hidden)).values).toEqual(users.filter(({ id }) => id !== 'b'))
  const { values, asked } = await follow(() => users)
  expect(values).toEqual(users)
  expect(asked).toHaveLength(2)
})

test('a page that says more follows, but is empty, is the last', async () => {
  const { values } = await follow((query) => ({ startAt: at(query), isLast: false, values: cut(query) }))
  expect(values).toEqual(all)
  expect((await follow(() => ({ startAt: 0, total: 9, values: [] }))).values).toEqual([])
})

test('pages in a circle, and what is no list, are errors', async () => {
  await expect(follow(() => ({ values: [1], nextPageToken: 'same' }))).rejects.toThrow(/circle/)
  await expect(follow(() => ({ values: [1], nextPage: first }))).rejects.toThrow(/circle/)
  await expect(follow(() => ({ a: [], b: [] }))).rejects.toThrow(/not a list/)
  await expect(follow(() => 'text')).rejects.toThrow(/not a list/)
})
