import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { grace } from '../../../local-atlassian/people.ts'
import { engineSite, engineWiki } from '../../../local-atlassian/sites.ts'
import { callApi, signIn, startedServer } from './local-app.ts'

const sitesPath = '/oauth/token/accessible-resources'
const myselfPath = `/ex/jira/${engineSite.id}/rest/api/3/myself`
const unauthorized = { status: 401, body: { code: 401, message: 'Unauthorized' } }
const scopeMismatch = { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } }

describe('the API of the local Atlassian', () => {
  it('lists the sites with the token’s scopes', async () => {
    const server = await startedServer()
    const { access_token } = await signIn(server)
    const { status, body } = await callApi(server, sitesPath, access_token)
    expect(status).toBe(200)
    expect(body).toHaveLength(2)
    expect(body).toMatchObject([
      { id: engineSite.id, name: engineSite.name, scopes: ['read:jira-work', 'read:jira-user'] },
      { name: 'compiler-works' },
    ])
  })

  it('lists Jira and Confluence of one site under the same id, if set up so', async () => {
    const server = await startedServer({ sites: [engineSite, engineWiki] })
    const scope = 'read:jira-work read:confluence-user offline_access'
    const { access_token } = await signIn(server, { scope })
    const { body } = await callApi(server, sitesPath, access_token)
    expect(body).toMatchObject([
      { id: engineSite.id, scopes: ['read:jira-work'] },
      { id: engineSite.id, scopes: ['read:confluence-user'] },
    ])
  })

  it('returns the person the token belongs to, with a picture that it serves itself', async () => {
    const server = await startedServer()
    const { access_token } = await signIn(server, {}, { account: grace.accountId })
    const me = await callApi(server, '/me', access_token)
    expect(me).toMatchObject({ status: 200, body: { account_id: grace.accountId, name: 'Grace Hopper' } })
    const myself = await callApi(server, myselfPath, access_token)
    expect(myself).toMatchObject({ status: 200, body: { accountId: grace.accountId } })

    const { picture } = me.body as { picture: string }
    expect(picture.startsWith(server.url)).toBe(true)
    const response = await fetch(picture)
    expect(response.headers.get('content-type')).toBe('image/png')
    const image = PNG.sync.read(Buffer.from(await response.arrayBuffer()))
    expect([image.width, image.height]).toEqual([48, 48])
  })

  it.each([sitesPath, '/me', myselfPath])(
    'refuses a missing, unknown, or expired token at %s',
    async (path) => {
      const server = await startedServer()
      const { access_token, refresh_token } = await signIn(server)
      expect(await callApi(server, path, '')).toEqual(unauthorized)
      expect(await callApi(server, path, refresh_token)).toEqual(unauthorized)
      server.expireAccessTokens()
      expect(await callApi(server, path, access_token)).toEqual(unauthorized)
    },
  )

  it('reports a missing scope', async () => {
    const server = await startedServer()
    const { access_token } = await signIn(server, { scope: 'read:jira-work offline_access' })
    expect(await callApi(server, '/me', access_token)).toEqual(scopeMismatch)
    expect(await callApi(server, myselfPath, access_token)).toEqual(scopeMismatch)
    expect(await callApi(server, sitesPath, access_token)).toMatchObject({ status: 200 })
  })

  it('answers 404 for other sites and paths', async () => {
    const server = await startedServer()
    const { access_token } = await signIn(server)
    const other = '/ex/jira/00000000-0000-4000-8000-000000000000/rest/api/3/myself'
    expect(await callApi(server, other, access_token)).toMatchObject({ status: 404 })
  })
})
