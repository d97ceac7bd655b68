import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ada } from '../../../local-atlassian/people.ts'
import { compilerSite, engineSite } from '../../../local-atlassian/sites.ts'
import { createAuthority } from '../../support/certificates.ts'
import { forwardTo, startCorporateProxy } from '../../support/corporate-proxy.ts'
import { needProgram } from '../../support/need-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startedServer } from '../local-atlassian/local-app.ts'
import { runApi, startOwnerAt, type OwnerOptions } from './owner-at-stand-in.ts'

const one = [engineSite]
const both = [engineSite, compilerSite]
const myself = '/rest/api/3/myself'
const onSite = (path: string, { id } = engineSite) => `/ex/jira/${id}${path}` as const

/** An account at a stand-in with these sites. */
async function start(options: OwnerOptions = { sites: one }) {
  const server = await startedServer()
  const owner = await startOwnerAt(server, options)
  return {
    server,
    owner,
    run: (args: readonly string[], more: Parameters<typeof runApi>[2] = {}) =>
      runApi(owner.socket, args, more),
  }
}

/** Another server on this computer, and what it was asked. */
async function startOther(body = 'hello') {
  const asked: IncomingMessage[] = []
  const other = createServer((request, response) => {
    asked.push(request)
    response.end(body)
  })
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  return { asked, url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` }
}

describe('the path', () => {
  test('can be a path, or a URL of the site or of the API; the cloud ID is added', async () => {
    const { run, server } = await start()
    for (const path of [
      myself,
      'rest/api/3/myself',
      `${engineSite.url}${myself}`,
      `${engineSite.url.replace('https://', '')}${myself}`,
      server.apiUrl + onSite(myself),
    ]) {
      const { code, stdout, stderr } = await run([path])
      expect({ code, stderr }, path).toEqual({ code: 0, stderr: '' })
      expect(JSON.parse(stdout)).toMatchObject({ accountId: ada.accountId })
    }
  })

  test('needs a site if there are several, and lists them', async () => {
    const { run } = await start({ sites: both })
    const several = await run([myself])
    expect(several).toMatchObject({ code: 2, stdout: '' })
    expect(several.stderr).toContain(
      `Choose one with --site: ${engineSite.name} (${engineSite.url}), compiler`,
    )
    const { stdout } = await run([myself, '--site', 'compiler-works'])
    expect(stdout).toContain(onSite(myself.replace('myself', 'user'), compilerSite))
    expect(await run([compilerSite.url + myself])).toMatchObject({ code: 0 })
    expect((await run([compilerSite.url + myself, '--site', engineSite.id])).stderr).toMatch(/--site says/)
    expect((await run([myself, '--site', 'elsewhere'])).stderr).toMatch(/has no site 'elsewhere'/)
  })

  test('that leads to another host is refused by its name, and no token leaves', async () => {
    const { run, server } = await start()
    const other = await startOther()
    server.resetCounts()
    for (const path of [`${other.url}/x`, `//${other.url.slice(7)}/x`, `http://me@${other.url.slice(7)}/x`]) {
      const { code, stdout, stderr } = await run([path])
      expect({ code, stdout }, path).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(other.url.slice(7))
    }
    expect(other.asked).toEqual([])
  })
})

describe('a request', () => {
  test('sends the JSON of a file or of stdin, as POST unless said otherwise', async () => {
    const { run, server } = await start()
    const other = await startOther()
    const file = join(await temporaryFolder(), 'issue.json')
    await writeFile(file, '{"fields":{}}')
    server.setFault({ on: onSite('/rest/api/3/issue'), kind: 'answer', status: 201, body: { key: 'MILL-6' } })
    const made = await run(['/rest/api/3/issue', '--input', file])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(made.stdout)).toEqual({ key: 'MILL-6' })
    const owner = await startOwnerAt(server, { kind: 'jira-data-center', apiUrl: other.url })
    const sent: string[] = []
    for (const [args, input] of [
      [['--input', '-'], '{"a":1}'],
      [['-X', 'put', '--input', '-'], '{"a":2}'],
      [['-X', 'DELETE'], ''],
      [[], ''],
    ] as const) {
      expect(await runApi(owner.socket, ['/x', ...args], { input })).toMatchObject({ code: 0 })
      const { method, headers } = other.asked.at(-1)!
      sent.push(`${method} ${headers['content-length'] ?? ''} ${headers['content-type'] ?? ''}`)
      expect(headers.authorization).toBe(`Bearer ${owner.accessToken()}`)
    }
    expect(sent).toEqual(['POST 7 application/json', 'PUT 7 application/json', 'DELETE  ', 'GET  '])
  })

  test.each([
    [['-X', 'TRACE'], /--method must be/],
    [['-X', 'GET', '--input', '-'], /GET takes no --input/],
    [['-X', 'POST', '--paginate'], /--paginate is for GET/],
    [['--input', ''], /--input is empty/],
    [['--input', '/missing/file'], /\/missing\/file can’t be read \(ENOENT\)/],
  ])('with %j is refused', async (args, words) => {
    const { code, stderr } = await runApi('/nowhere', [myself, ...args])
    expect(stderr).toMatch(words)
    expect(code).not.toBe(0)
  })

  test('passes on what is not JSON byte by byte', async () => {
    const { run, server } = await start()
    const bytes = Buffer.from([0, 27, 91, 50, 74, 255, 254, 10, 13])
    const other = await startOther()
    server.setFault({
      on: onSite('/rest/api/3/attachment/content/1'),
      kind: 'answer',
      status: 303,
      body: '',
      headers: { location: `${other.url}/file` },
    })
    const redirected = await run(['/rest/api/3/attachment/content/1'])
    expect(redirected).toMatchObject({ code: 0, stdout: 'hello' })
    expect(redirected.stderr).toMatch(/redirects to 127\.0\.0\.1:\d+, which doesn’t get the token/)
    expect(other.asked[0]?.headers.authorization).toBeUndefined()
    server.setFault({
      on: onSite('/raw'),
      kind: 'answer',
      status: 200,
      body: bytes as unknown as string,
    })
    expect((await run(['/raw'])).bytes).toEqual(bytes)
  })

  test('does not follow a redirect with a body, or into a circle', async () => {
    const { run, server } = await start()
    const other = await startOther()
    const to = (location: string, status: number) =>
      server.setFault({ on: onSite('/x'), kind: 'answer', status, body: '', headers: { location } })
    to(other.url, 307)
    expect(await run(['/x', '--input', '-'], { input: '{}' })).toMatchObject({ code: 1 })
    to(onSite('/x'), 302)
    expect((await run(['/x'])).stderr).toMatch(/redirects more than 5 times/)
    to(other.url.replace('http:', 'file:'), 302)
    expect(await run(['/x'])).toMatchObject({ code: 1 })
    expect(other.asked).toEqual([])
  })
})

describe('an error of Jira', () => {
  test('leaves its body on stdout as it is, one line on stderr, and an exit code', async () => {
    const { run, server, owner } = await start()
    const body = '{"errorMessages":["Issue does not exist"],  "errors":{"id":"no"}}'
    server.setFault({ on: onSite('/rest/api/3/issue/NO-1'), kind: 'answer', status: 404, body })
    const { code, stdout, stderr } = await run(['/rest/api/3/issue/NO-1?a=secret'])
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: body,
      stderr: 'jira-token: GET /rest/api/3/issue/NO-1: HTTP 404: Issue does not exist id: no\n',
    })
    server.setFault({ on: 'api', kind: 'serverError' })
    const failed = await run([myself])
    expect(failed).toMatchObject({ code: 6, stdout: 'Something went wrong on our side' })
    expect(failed.stderr).not.toContain(owner.accessToken())
  })

  test('about the token leads to another one, once', async () => {
    const { run, server, owner } = await start()
    server.expireAccessTokens()
    expect(await run([myself])).toMatchObject({ code: 0, stderr: '' })
    expect(owner.asked).toContain('POST /v1/accounts/id-1/renew {"refused":"token-1"}')
    server.setFault({ on: 'api', kind: 'atlassianError', error: 'unauthorized' })
    const refused = await run([myself])
    expect(refused).toMatchObject({ code: 1, stdout: '{"code":401,"message":"Unauthorized"}' })
    expect(refused.stderr).toMatch(/HTTP 401: Unauthorized The server rejected this access token/)
    expect(owner.asked.filter((line) => line.includes('renew'))).toHaveLength(2)
  })

  test('about a scope renews nothing; without a renewal, the reason is told', async () => {
    const { run, server, owner } = await start()
    server.setFault({ on: 'api', kind: 'atlassianError', error: 'scopeMismatch' })
    expect((await run([myself])).stderr).toMatch(/lacks the scope/)
    expect(owner.asked.filter((line) => line.includes('renew'))).toEqual([])
    const dead = await startOwnerAt(server, { sites: one, isDead: true })
    server.setFault({ on: 'api', kind: 'atlassianError', error: 'unauthorized' })
    const signedOut = await runApi(dead.socket, [myself])
    expect(signedOut).toMatchObject({ code: 3, stdout: '{"code":401,"message":"Unauthorized"}' })
    expect(signedOut.stderr).toMatch(/not signed in/)
  })

  test.each(['seconds', 'date'] as const)('with Retry-After (%s) is obeyed, and told', async (as) => {
    const { run, server } = await start()
    server.setFault({ on: 'api', kind: 'rateLimited', retryAfterSec: 2, retryAfterAs: as, times: 2 })
    const startMs = performance.now()
    const { code, stderr } = await run([myself])
    expect(code).toBe(0)
    expect(performance.now() - startMs).toBeGreaterThan(2000)
    expect(stderr.match(/Jira limits requests \(HTTP 429\)\. Trying again in \d s/g)).toHaveLength(2)
  })

  test('without a time to wait, or with one that is too long, or too often, ends the command', async () => {
    const { run, server } = await start()
    server.setFault({ on: 'api', kind: 'rateLimited', retryAfterAs: 'absent' })
    expect(await run([myself])).toMatchObject({
      code: 6,
      stdout: '{"code":429,"message":"Rate limit exceeded"}',
    })
    server.setFault({ on: 'api', kind: 'rateLimited', retryAfterSec: 3600 })
    expect((await run([myself])).stderr).toMatch(/wants a wait of 3600 s: that is too long/)
    const headers = { 'retry-after': '0' }
    server.setFault({ on: 'api', kind: 'answer', status: 503, body: '', headers })
    const often = await run([myself])
    expect(often.code).toBe(6)
    expect(often.stderr.match(/Jira is not available/g)).toHaveLength(5)
  })
})

describe('all pages', () => {
  test.each([
    ['/rest/api/3/project/search?maxResults=2', 5, { key: 'PRINTER' }],
    ['/rest/api/3/search/jql?jql=project=MILL&maxResults=2', 5, { key: 'MILL-5' }],
    ['/rest/api/3/users/search?maxResults=2', 3, { displayName: 'Build robot' }],
    ['/rest/api/3/users/search', 3, { displayName: 'Build robot' }],
  ])('of %s are one array', async (path, count, last) => {
    const { run } = await start()
    const { code, stdout, stderr } = await run([path, '--paginate'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const values = JSON.parse(stdout) as unknown[]
    expect(values).toHaveLength(count)
    expect(values.at(-1)).toMatchObject(last)
  })

  test('an error between them leaves only its body; what is no list is said', async () => {
    const { run, server } = await start()
    server.setFault({
      on: onSite('/rest/api/3/worklog/updated'),
      kind: 'answer',
      status: 200,
      body: { values: [1], lastPage: false, nextPage: `${engineSite.url}/rest/api/3/missing` },
    })
    const failed = await run(['/rest/api/3/worklog/updated', '--paginate'])
    expect(failed).toMatchObject({ code: 1, stdout: '{"code":404,"message":"Not Found"}' })
    const noList = await run([myself, '--paginate'])
    expect(noList).toMatchObject({ code: 6, stdout: '' })
    expect(noList.stderr).toMatch(/not a list: leave out --paginate/)
  })

  test('are not followed to another host', async () => {
    const { run, server } = await start()
    const other = await startOther()
    server.setFault({
      on: onSite('/rest/api/3/worklog/updated'),
      kind: 'answer',
      status: 200,
      body: { values: [1], nextPage: `${other.url}/rest` },
    })
    const { code, stderr } = await run(['/rest/api/3/worklog/updated', '--paginate'])
    expect(code).toBe(2)
    expect(stderr).toContain('is not a site of work')
    expect(other.asked).toEqual([])
  })
})

test('a network of a company: its proxy, and its authority as the CA file', async (context) => {
  needProgram(context, 'openssl')
  const server = await startedServer()
  const authority = await createAuthority(await temporaryFolder(), 'Inspection CA')
  const certificate = await authority.issue('api.corp.test')
  const answer = forwardTo(Number(new URL(server.url).port))
  const proxy = await startCorporateProxy({ 'api.corp.test': { certificate, answer } })
  onTestFinished(() => proxy.close())
  const network = { sites: one, apiUrl: 'https://api.corp.test' }
  const env = { HTTPS_PROXY: proxy.url }
  const trusting = await startOwnerAt(server, { ...network, caFile: authority.file })
  const { code, stdout, stderr } = await runApi(trusting.socket, [myself], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ accountId: ada.accountId })
  const other = await startOwnerAt(server, network)
  const refused = await runApi(other.socket, [myself], { env })
  expect(refused).toMatchObject({ code: 6, stdout: '' })
  expect(refused.stderr).toMatch(/api\.corp\.test can’t be reached\. .*--ca-file/)
})

test('the account of an MCP server has no token for Jira', async () => {
  const { run } = await start({ kind: 'mcp-server' })
  expect((await run([myself])).stderr).toMatch(/work is the account of an MCP server/)
})
