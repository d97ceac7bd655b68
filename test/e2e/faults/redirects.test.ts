import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { untilAppOwns } from '../../support/ask-local-api.ts'
import { createJiraToken, type JiraToken } from '../../support/jira-token.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

const servers: Server[] = []
const cameToTheOther: IncomingMessage[] = []
let session: DesktopSession
let cli: JiraToken

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  const other = await serving((request, response) => {
    cameToTheOther.push(request)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name: 'ada', displayName: 'Ada Lovelace', account_id: 'ada' }))
  })
  const elsewhere = await serving(({ url }, response) => {
    response.writeHead(307, { location: `${other}${url}` }).end()
  })
  session = await startDesktopSession()
  const anApi = { apiUrl: elsewhere }
  await putSignedInAccounts(session, [
    { name: 'cloud', account: anApi },
    { name: 'data-center', account: { ...anApi, kind: 'jira-data-center' } },
    { name: 'moved', account: { tokenUrl: `${elsewhere}/oauth/token` } },
  ])
  await session.launch({ args: ['--hidden'] })
  await untilAppOwns(session.dataFolder)
  cli = createJiraToken(process.env, session.dataFolder)
})
afterAll(async () => {
  await session.close()
  for (const server of servers) server.close()
})

test.each(['cloud', 'data-center'])(
  'when the API of a %s account redirects, the token does not follow',
  async (name) => {
    const { code, stderr } = await cli.run(['test', name])
    expect(code).toBe(6)
    expect(stderr).toContain('(badAnswer)')
    expect(cameToTheOther).toEqual([])
  },
)

test('refresh tokens and client secrets don’t follow redirects either, and a redirect doesn’t count as offline', async () => {
  const { code, stderr } = await cli.run(['renew', 'moved'])
  expect(code).toBe(6)
  expect(stderr).toContain('(badAnswer)')
  expect(cameToTheOther).toEqual([])
  expect((await cli.run(['token', 'moved'])).code).toBe(0)
})
