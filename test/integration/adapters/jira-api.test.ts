import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../local-atlassian/faults.ts'
import { ada } from '../../../local-atlassian/people.ts'
import { compilerSite, engineSite } from '../../../local-atlassian/sites.ts'
import type { FetchLike } from '../../../src/adapters/http/limited-fetch.ts'
import { createJiraApi } from '../../../src/adapters/jira/jira-api.ts'
import { signIn, startedServer } from '../local-atlassian/local-app.ts'
import { accountAt, shortTimeoutFetch, fetchWithTimeout } from './oauth-account.ts'

/** A server where Ada has signed in, and the questions to ask it. */
async function signedIn({ scope, fetch = fetchWithTimeout }: { scope?: string; fetch?: FetchLike } = {}) {
  const server = await startedServer()
  const { access_token: token } = await signIn(server, scope === undefined ? {} : { scope })
  const account = accountAt(server)
  const jira = createJiraApi(fetch)
  return {
    server,
    token,
    sites: async () => (await jira.checkAccess(account, token)).sites,
    person: async () => jira.person(account, token, (await jira.checkAccess(account, token)).sites),
  }
}

describe('the Jira API', () => {
  it('lists each site of a token once', async () => {
    const { sites } = await signedIn()
    const { id, name, url } = engineSite
    expect(await sites()).toEqual([{ id, name, url }, expect.objectContaining({ id: compilerSite.id })])
  })

  it('lists a site once even when its Jira and Confluence share an ID', async () => {
    const { server, sites } = await signedIn()
    const twice = [engineSite, engineSite].map(({ id, name, url }) => ({ id, name, url, scopes: [] }))
    server.setFault({ kind: 'answer', status: 200, body: JSON.stringify(twice), on: 'api' })
    expect(await sites()).toHaveLength(1)
  })

  it('returns the person a token belongs to, including the picture', async () => {
    const { person } = await signedIn()
    expect(await person()).toEqual({
      accountId: ada.accountId,
      name: ada.name,
      email: ada.email,
      avatar: expect.stringMatching(/^data:image\/png;base64,/) as string,
    })
  })

  it('asks Jira itself for the person when read:me was not granted', async () => {
    const { person, server } = await signedIn({ scope: 'read:jira-user offline_access' })
    expect(await person()).toMatchObject({ accountId: ada.accountId, name: ada.name })
    expect(server.counts().requests).toHaveProperty('GET /me')
  })

  it('reports a missing scope when no endpoint may say who the token belongs to', async () => {
    const { person } = await signedIn({ scope: 'read:jira-work offline_access' })
    await expect(person()).rejects.toMatchObject({ code: 'scopeMissing' })
  })

  it('returns a person without a picture when the picture can’t be fetched', async () => {
    const { server, person } = await signedIn()
    const path = `/avatar/${encodeURIComponent(ada.accountId)}.png` as const
    for (const fault of [{ kind: 'dropBefore' }, { kind: 'html' }, { kind: 'serverError' }] as const) {
      server.setFault({ ...fault, on: path }, { ...fault, on: decodeURIComponent(path) as `/${string}` })
      expect(await person()).toMatchObject({ name: ada.name, avatar: null })
    }
  })

  it('reports an expired token as refused', async () => {
    const { server, sites } = await signedIn()
    server.expireAccessTokens()
    await expect(sites()).rejects.toMatchObject({ code: 'accessTokenRefused' })
  })

  it('reports being offline when nothing is listening', async () => {
    const { server, sites } = await signedIn()
    await server.pause()
    await expect(sites()).rejects.toMatchObject({ code: 'offline' })
  })

  it('gives up on a server that hangs', async () => {
    const { server, sites } = await signedIn({ fetch: shortTimeoutFetch })
    server.setFault({ kind: 'hang', on: 'api' })
    await expect(sites()).rejects.toMatchObject({ code: 'timedOut' })
  })

  it.each<[string, Fault, string]>([
    ['drops the connection', { kind: 'dropBefore' }, 'offline'],
    ['fails', { kind: 'serverError' }, 'providerFailed'],
    ['is too busy', { kind: 'rateLimited' }, 'rateLimited'],
    ['refuses the token', { kind: 'atlassianError', error: 'forbidden' }, 'accessTokenRefused'],
    ['wants another scope', { kind: 'atlassianError', error: 'scopeMismatch' }, 'scopeMissing'],
    ['answers 404', { kind: 'atlassianError', error: 'notFound' }, 'badAnswer'],
    ['answers with a web page', { kind: 'html' }, 'badAnswer'],
    ['sends half a JSON text', { kind: 'malformedJson' }, 'badAnswer'],
    ['sends the wrong fields', { kind: 'answer', status: 200, body: { sites: [] } }, 'badAnswer'],
    ['never stops sending', { kind: 'answer', status: 200, body: 'x'.repeat(1024 * 1024 + 1) }, 'badAnswer'],
  ])('says so when the server %s, without revealing the token', async (_what, fault, code) => {
    const { server, token, sites } = await signedIn()
    server.setFault({ ...fault, on: 'api' })
    const error = await sites().then(
      () => null,
      (reason: unknown) => reason as Error,
    )
    expect(error).toMatchObject({ name: 'AppError', code })
    expect(everythingIn(error)).not.toContain(token)
  })
})

/** Everything about an error that could end up in a log. */
function everythingIn(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 5) return String(error)
  return Reflect.ownKeys(error)
    .map((key) => everythingIn((error as Record<PropertyKey, unknown>)[key], depth + 1))
    .join('\n')
}
