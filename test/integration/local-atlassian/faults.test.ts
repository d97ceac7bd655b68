import { describe, expect, it } from 'vitest'
import type { Fault, FaultKind } from '../../../local-atlassian/faults.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { eventually } from '../../support/eventually.ts'
import { askForTokens, callApi, refresh, signIn, startedServer } from './local-app.ts'

/** A server with someone signed in, no leeway (so that a spent token shows), and a fault. */
async function faulty(...faults: Fault[]): Promise<{ server: LocalAtlassian; token: string }> {
  const server = await startedServer()
  const { refresh_token: token } = await signIn(server)
  server.setLeeway(0)
  server.setFault(...faults)
  return { server, token }
}

/** Whether the refresh token is still unused; finding out uses it. */
async function unspent(server: LocalAtlassian, token: string): Promise<boolean> {
  server.clearFaults()
  return (await refresh(server, token)).status === 200
}

describe('faults of the local Atlassian that spend nothing', () => {
  const cases: [string, FaultKind, Record<string, unknown>][] = [
    ['500', { kind: 'serverError' }, { status: 500 }],
    ['503', { kind: 'serverError', status: 503 }, { status: 503 }],
    ['HTML with 200', { kind: 'html' }, { status: 200, text: expect.stringContaining('<!doctype html>') }],
    ['HTML with 502', { kind: 'html', status: 502 }, { status: 502 }],
    ['malformed JSON', { kind: 'malformedJson' }, { status: 200, text: '{"access_token":"eyJ' }],
    [
      'the documented error for a dead token',
      { kind: 'atlassianError', error: 'deadRefreshToken' },
      { status: 403, error: 'invalid_grant' },
    ],
    [
      'the error for a dead token that was seen',
      { kind: 'atlassianError', error: 'deadRefreshTokenAsSeen' },
      { status: 403, error: 'unauthorized_client' },
    ],
    [
      'the error for a wrong secret',
      { kind: 'atlassianError', error: 'wrongClientSecret' },
      { status: 401, error: 'access_denied' },
    ],
    ['any answer', { kind: 'answer', status: 418, body: { tea: true } }, { status: 418, tea: true }],
  ]

  it.each(cases)('answers with %s', async (_what, fault, answer) => {
    const { server, token } = await faulty(fault)
    expect(await refresh(server, token)).toMatchObject(answer)
    expect(server.counts()).toMatchObject({ faultsApplied: 1, refreshGrants: { asked: 1, honoured: 0 } })
    expect(await unspent(server, token)).toBe(true)
  })

  it('sends Retry-After in seconds, as a date, or not at all', async () => {
    const { server, token } = await faulty(
      { kind: 'rateLimited', retryAfterSec: 7, times: 1 },
      { kind: 'rateLimited', retryAfterSec: 7, retryAfterAs: 'date', times: 1 },
      { kind: 'rateLimited', retryAfterAs: 'absent', times: 1 },
    )
    const askedMs = Date.now()
    const answers = [await refresh(server, token), await refresh(server, token), await refresh(server, token)]
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429])
    const [seconds, date, absent] = answers.map(({ headers }) => headers.get('retry-after'))
    expect(seconds).toBe('7')
    const inMs = Date.parse(date!) - 7000
    expect(inMs).toBeGreaterThan(askedMs - 1000)
    expect(inMs).toBeLessThan(Date.now() + 1000)
    expect(absent).toBeNull()
    expect((await refresh(server, token)).status).toBe(200)
  })

  it('drops the connection before doing anything', async () => {
    const { server, token } = await faulty({ kind: 'dropBefore' })
    await expect(refresh(server, token)).rejects.toThrow('fetch failed')
    expect(await unspent(server, token)).toBe(true)
  })

  it('hangs until the client gives up', async () => {
    const { server, token } = await faulty({ kind: 'hang' })
    const fields = { grant_type: 'refresh_token', refresh_token: token }
    const timeout = AbortSignal.timeout(50)
    await expect(askForTokens(server, fields, 'json', timeout)).rejects.toThrow(/abort|timeout/i)
    expect(await unspent(server, token)).toBe(true)
    await eventually(() => server.counts().refreshesInFlight).toBe(0)
  })

  it('answers late', async () => {
    const { server, token } = await faulty({ kind: 'delay', delayMs: 60 })
    const startedAtMs = performance.now()
    expect((await refresh(server, token)).status).toBe(200)
    expect(performance.now() - startedAtMs).toBeGreaterThan(55)
  })
})

describe('faults of the local Atlassian that spend the refresh token', () => {
  it('drops the connection after honoring the grant', async () => {
    const { server, token } = await faulty({ kind: 'dropAfterHonoured' })
    await expect(refresh(server, token)).rejects.toThrow('fetch failed')
    expect(server.counts().refreshGrants.honoured).toBe(1)
    expect(await unspent(server, token)).toBe(false)
  })

  it('answers with an error after honoring the grant, if configured that way', async () => {
    const { server, token } = await faulty({ kind: 'serverError', honoured: true })
    expect((await refresh(server, token)).status).toBe(500)
    expect(await unspent(server, token)).toBe(false)
  })

  it.each(['token_type', 'expires_in', 'refresh_token', 'access_token', 'scope'] as const)(
    'leaves out %s',
    async (field) => {
      const { server, token } = await faulty({ kind: 'missing', fields: [field] })
      const answer = await refresh(server, token)
      expect(answer.status).toBe(200)
      expect(JSON.parse(answer.text)).not.toHaveProperty(field)
      expect(Object.keys(JSON.parse(answer.text) as object)).toHaveLength(4)
      expect(await unspent(server, token)).toBe(false)
    },
  )

  it.each([
    { expires_in: '3600' },
    { access_token: 42 },
    { token_type: 7 },
    { refresh_token: null },
    { expires_in: -1, scope: [] },
  ])('puts %j into the answer', async (fields) => {
    const { server, token } = await faulty({ kind: 'wrongType', fields })
    expect(await refresh(server, token)).toMatchObject({ status: 200, ...fields })
  })
})

describe('held requests at the local Atlassian', () => {
  it('holds a request before handling it, until released', async () => {
    const { server, token } = await faulty({ kind: 'holdBefore' })
    const answer = refresh(server, token)
    await server.whenHeld()
    expect(server.counts()).toMatchObject({ held: 1, refreshGrants: { asked: 1, honoured: 0 } })
    server.release()
    expect((await answer).status).toBe(200)
    expect(server.counts().held).toBe(0)
  })

  it('never handles a held request whose client is gone', async () => {
    const { server, token } = await faulty({ kind: 'holdBefore', times: 1 })
    const client = new AbortController()
    const fields = { grant_type: 'refresh_token', refresh_token: token }
    const answer = askForTokens(server, fields, 'json', client.signal)
    await server.whenHeld()
    client.abort()
    await expect(answer).rejects.toThrow(/abort/i)
    await eventually(() => server.counts().held).toBe(0)
    server.release()
    expect(server.counts().refreshGrants.honoured).toBe(0)
    expect(await unspent(server, token)).toBe(true)
  })

  it('holds the answer after honoring the grant, until released', async () => {
    const { server, token } = await faulty({ kind: 'holdAfterHonoured' })
    const answer = refresh(server, token)
    await server.whenHeld()
    expect(server.counts()).toMatchObject({ held: 1, refreshGrants: { asked: 1, honoured: 1 } })
    server.release()
    expect((await answer).status).toBe(200)
  })

  it('counts the refreshes that are in progress at the same time', async () => {
    const { server, token } = await faulty({ kind: 'holdBefore' })
    server.setLeeway(600)
    const answers = [refresh(server, token), refresh(server, token), refresh(server, token)]
    await server.whenHeld(3)
    expect(server.counts()).toMatchObject({ refreshesInFlight: 3, maxRefreshesInFlightOfOneFamily: 3 })
    server.clearFaults()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(server.counts()).toMatchObject({ refreshesInFlight: 0, maxRefreshesInFlight: 3 })
  })
})

describe('where faults of the local Atlassian apply', () => {
  it('to token requests of one grant type', async () => {
    const { server, token } = await faulty({ kind: 'serverError', grant: 'authorization_code' })
    expect((await refresh(server, token)).status).toBe(200)
    expect((await signIn(server)).status).toBe(500)
  })

  it('to the API, or to one of its paths', async () => {
    const server = await startedServer()
    const { access_token, refresh_token } = await signIn(server)
    server.setFault({ kind: 'atlassianError', error: 'notFound', on: 'api' })
    expect(await callApi(server, '/me', access_token)).toMatchObject({ status: 404 })
    expect((await refresh(server, refresh_token)).status).toBe(200)
    server.setFault({ kind: 'atlassianError', error: 'forbidden', on: '/me' })
    expect(await callApi(server, '/me', access_token)).toMatchObject({ status: 403 })
    const sites = await callApi(server, '/oauth/token/accessible-resources', access_token)
    expect(sites.status).toBe(200)
  })

  it('to the authorize page', async () => {
    const server = await startedServer()
    server.setFault({ kind: 'serverError', on: 'authorize' })
    expect((await fetch(server.authorizeUrl)).status).toBe(500)
  })

  it('a limited number of times, and one after the other', async () => {
    const { server, token } = await faulty(
      { kind: 'serverError', times: 2 },
      { kind: 'html', status: 502, times: 1 },
    )
    const statuses: number[] = []
    for (let round = 0; round < 4; round += 1) statuses.push((await refresh(server, token)).status)
    expect(statuses).toEqual([500, 500, 502, 200])
  })

  it('to everything while the provider is down, and nothing is lost when it comes back', async () => {
    const { server, token } = await faulty({ kind: 'hang', times: 1 })
    const hanging = refresh(server, token)
    await eventually(() => server.counts().refreshesInFlight).toBe(1)
    await Promise.all([expect(hanging).rejects.toThrow('fetch failed'), server.pause()])
    await expect(refresh(server, token)).rejects.toThrow('fetch failed')
    await server.resume()
    expect((await refresh(server, token)).status).toBe(200)
  })
})
