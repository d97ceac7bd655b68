import { expect, it, test } from 'vitest'
import { limitFetch } from '../../../../src/adapters/http/limited-fetch.ts'
import { createNodeFetch } from '../../../../src/adapters/http/node-fetch.ts'
import { findLatestVersion } from '../../../../src/adapters/updates/find-latest-version.ts'
import { createTrust } from '../../../../src/network/trust.ts'
import { releaseFile, startReleaseFeed } from '../../../support/release-feed.ts'

const fetch = limitFetch(
  createNodeFetch({ proxyFor: () => null, trust: createTrust({ caFile: () => null }) }),
)
const find = (url: string, platform: NodeJS.Platform = 'linux') => findLatestVersion(fetch, url, platform)

test.each([
  ['linux', 'latest-linux.yml'],
  ['darwin', 'latest-mac.yml'],
  ['win32', 'latest.yml'],
] as const)('on %s, the version is in %s', async (platform, name) => {
  const feed = await startReleaseFeed('1.2.3-beta.4')
  expect(await find(`${feed.url}/releases/`, platform)).toBe('1.2.3-beta.4')
  expect(feed.requests.map(({ path }) => path)).toEqual([`/releases/${name}`])
})

it('says nothing about who asks', async () => {
  const feed = await startReleaseFeed()
  await find(feed.url)
  const { host: _host, connection: _connection, ...headers } = feed.requests[0]!.headers
  expect(headers).toEqual({
    accept: '*/*',
    'accept-language': '*',
    'accept-encoding': expect.any(String) as string,
    'sec-fetch-mode': 'cors',
    'user-agent': 'jira-token-tray',
  })
})

it('follows redirects, also to another host', async () => {
  const feed = await startReleaseFeed()
  const { port } = new URL(feed.url)
  feed.answer((request, response) => {
    if (request.headers.host?.startsWith('localhost') === true) response.end(releaseFile('2.0.0'))
    else response.writeHead(302, { location: `http://localhost:${port}/v2/latest-linux.yml` }).end()
  })
  expect(await find(feed.url)).toBe('2.0.0')
  expect(feed.requests.map(({ path }) => path)).toEqual(['/latest-linux.yml', '/v2/latest-linux.yml'])
})

it.each([
  'http://releases.example/latest.yml',
  'file:///etc/passwd',
  'https://user:word@releases.example/',
  '//[',
])('follows no redirect to %s', async (location) => {
  const feed = await startReleaseFeed()
  feed.answer((_, response) => response.writeHead(302, { location }).end())
  await expect(find(feed.url)).rejects.toMatchObject({ code: 'badAnswer', detail: 'HTTP 302' })
  expect(feed.requests).toHaveLength(1)
})

it('stops following redirects that never end', async () => {
  const feed = await startReleaseFeed()
  feed.answer((_, response) => response.writeHead(302, { location: '/again' }).end())
  await expect(find(feed.url)).rejects.toMatchObject({ code: 'badAnswer', detail: 'HTTP 302' })
  expect(feed.requests).toHaveLength(6)
})

const hostile = {
  nothing: '',
  'broken YAML': 'version: [1.2.3\n  - : :',
  'an object in its place': 'version:\n  major: 1\n',
  'a web page': '<!doctype html><title>Log in</title>version: 1.2.3',
  'two numbers': 'version: 1.2\n',
  'terminal escapes': 'version: 9.9.9\u001b[31m\n',
  HTML: 'version: <b>9.9.9</b>\n',
  'a path': 'version: ../../9.9.9\n',
  'endless digits': `version: 9.9.${'9'.repeat(100)}\n`,
  'a version elsewhere': 'files:\n  - version: 9.9.9\n',
}

it.each(Object.entries(hostile))('takes %s for no version', async (_, content) => {
  const feed = await startReleaseFeed()
  feed.answer(content)
  await expect(find(feed.url)).rejects.toMatchObject({ code: 'badAnswer', detail: 'it names no version' })
})

it.each([404, 403, 500, 503])('reports HTTP %i', async (status) => {
  const feed = await startReleaseFeed()
  feed.answer((_, response) => response.writeHead(status).end(releaseFile('9.9.9')))
  await expect(find(feed.url)).rejects.toMatchObject({ code: 'badAnswer', detail: `HTTP ${status}` })
})

it('reads no more than 1 MiB', async () => {
  const feed = await startReleaseFeed()
  feed.answer(`${releaseFile('9.9.9')}${'#'.repeat(2 * 1024 * 1024)}`)
  await expect(find(feed.url)).rejects.toMatchObject({ code: 'badAnswer', detail: 'more than 1 MiB' })
})

it('reports that the network is down', async () => {
  const feed = await startReleaseFeed()
  await feed.close()
  await expect(find(feed.url)).rejects.toMatchObject({ code: 'offline' })
})
