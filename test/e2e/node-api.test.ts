import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import axios from 'axios'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import type * as Api from '../../src/client/index.ts'
import type * as Mcp from '../../src/mcp/index.ts'
import type * as AxiosApi from '../../src/client/node-api/attach-to-axios.ts'
import { startHeadlessSession, type HeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { eventually } from '../support/eventually.ts'

let session: HeadlessSession
let api: typeof Api
let axiosApi: typeof AxiosApi
let mcp: typeof Mcp

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }, { name: 'other' }])
  await session.startAgent()
  // owners that a manager starts must run on this desktop
  for (const [name, value] of Object.entries(session.env)) vi.stubEnv(name, value)
  // the published library, not the sources
  api = (await import(join(rootFolder, 'out/api/index.js'))) as typeof Api
  mcp = (await import(join(rootFolder, 'out/api/mcp.js'))) as typeof Mcp
  axiosApi = (await import(join(rootFolder, 'out/api/axios.js'))) as typeof AxiosApi
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await session.close()
})
beforeEach(() => session.atlassian.clearFaults())

function newManager(options: Api.TokenManagerOptions = {}): Api.TokenManager {
  const manager = new api.TokenManager({ dataFolder: session.dataFolder, ...options })
  onTestFinished(() => manager.close())
  return manager
}

const refreshes = () => session.atlassian.counts().refreshGrants.asked

/** A server that refuses the tokens in `refused`, with this text. */
async function startJira(refusal = 'Unauthorized') {
  const seen: string[] = []
  const refused = new Set<string>()
  const server = createServer((request, response) => {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    seen.push(token)
    response.statusCode = refused.has(token) ? 401 : 200
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => response.end(refused.has(token) ? refusal : `hello ${body}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, seen, refused }
}

test('a token is valid at the provider, and the next call gets it from the cache', async () => {
  const manager = newManager()
  const token = await manager.ensureValidToken()
  expect(await session.atlassian.introspect(token.accessToken)).toMatchObject({ active: true, newest: true })
  expect(token.account.name).toBe('work')
  expect(token.expiresAt.getTime()).toBeGreaterThan(Date.now())
  const [again, ...others] = await Promise.all(Array.from({ length: 100 }, () => manager.getValidToken()))
  expect(again).toBe(token.accessToken)
  expect(new Set(others)).toEqual(new Set([again]))
  expect(await manager.isTokenValid()).toBe(true)
})

test('the status has the original tool’s fields, in camel case', async () => {
  const status = await newManager({ account: 'OTHER' }).getTokenStatus()
  expect(status).toMatchObject({
    account: { name: 'other' },
    hasAccessToken: true,
    hasRefreshToken: true,
    autoRenewalEnabled: true,
    autoRenewalRunning: true,
    tokenType: 'Bearer',
    expiryInfo: { valid: true, needsRenewal: false },
    problem: null,
  })
  expect(status.expiryInfo.timeUntilExpiry).toBeGreaterThan(3000)
})

test('renewing gives another token and emits an event; other managers get the new token too', async () => {
  const manager = newManager()
  const other = newManager()
  const before = await other.ensureValidToken()
  const heard: string[] = []
  other.on('renewed', ({ tokenId }) => heard.push(tokenId))
  const fresh = await manager.renewToken()
  expect(fresh.tokenId).not.toBe(before.tokenId)
  await eventually(() => heard).toContain(fresh.tokenId)
  expect((await other.ensureValidToken()).tokenId).toBe(fresh.tokenId)
})

test('errors have codes: unknown account, more validity than possible, provider down, closed', async () => {
  await expect(newManager({ account: 'nobody' }).getValidToken()).rejects.toMatchObject({
    name: 'OwnerError',
    code: 'accountNotFound',
    message: "No account named 'nobody'. Accounts: work, other.",
  })
  expect(() => newManager({ account: '' })).toThrow(/empty\. Is a variable unset/)
  expect(() => newManager({ renewalBufferMinutes: 31 })).toThrow(/must be a number from 1 to 30, not 31/)
  await expect(newManager().ensureValidToken({ minValidSec: Number.NaN })).rejects.toMatchObject({
    code: 'invalidInput',
  })
  await expect(newManager().ensureValidToken({ minValidSec: 99_999 })).rejects.toMatchObject({
    code: 'minValidTooLong',
  })
  session.atlassian.setFault({ kind: 'serverError', status: 503 })
  await expect(newManager().renewToken()).rejects.toMatchObject({ code: 'providerFailed' })
  session.atlassian.clearFaults()
  // else the owner tries again in one of the next tests
  await eventually(() => newManager().renewToken()).toMatchObject({ tokenType: 'Bearer' })
  const closed = newManager()
  closed.close()
  await expect(closed.getValidToken()).rejects.toMatchObject({ code: 'closing' })
  const socket = join(session.dataFolder, 'nobody.sock')
  await expect(newManager({ socket }).getValidToken()).rejects.toMatchObject({ code: 'ownerMissing' })
})

test('a manager can renew earlier than the app, and has a newer token before the old one ends', async () => {
  session.atlassian.setAccessTokenLifetime(8)
  const manager = newManager({ account: 'other' })
  const first = await manager.renewToken()
  manager.renewalBufferMinutes = 5
  manager.startAutoRenewal()
  expect(manager.autoRenewalEnabled).toBe(true)
  const renewed = new Promise<Api.Token>((resolve) => manager.once('renewed', resolve))
  expect((await renewed).tokenId).not.toBe(first.tokenId)
  manager.stopAutoRenewal()
  expect(manager.autoRenewalEnabled).toBe(false)
  session.atlassian.setAccessTokenLifetime(3600)
  // else the owner renews the short-lived one in one of the next tests
  await eventually(async () => (await manager.renewToken()).expiresAt.getTime() - Date.now()).toBeGreaterThan(
    60_000,
  )
})

test('`fetch` adds the token, and retries once with a new one after a 401', async () => {
  const jira = await startJira()
  const manager = newManager()
  const before = await manager.renewToken()
  // a freshly renewed token is not renewed again, so the refused one is an older one
  const fetch = api.createFetch(manager)
  expect(await (await fetch(jira.url, { method: 'POST', body: 'one' })).text()).toBe('hello one')
  const other = newManager()
  const fresh = await other.renewToken()
  jira.refused.add(before.accessToken)
  const asked = refreshes()
  expect(await (await fetch(jira.url, { method: 'POST', body: 'two' })).text()).toBe('hello two')
  expect(jira.seen.slice(1)).toEqual([before.accessToken, fresh.accessToken])
  expect(refreshes()).toBe(asked)
})

test('`fetch` returns a 401 about scopes as it is, and refuses plain http to other computers', async () => {
  const jira = await startJira('Unauthorized; scope does not match')
  const manager = newManager()
  jira.refused.add(await manager.getValidToken())
  const fetch = api.createFetch(manager)
  const asked = refreshes()
  expect((await fetch(jira.url)).status).toBe(401)
  expect(jira.seen).toHaveLength(1)
  expect(refreshes()).toBe(asked)
  await expect(fetch('http://example.org/')).rejects.toThrow(
    /Refusing to send a token to http:\/\/example.org/,
  )
})

test('an axios instance does the same, and stops when you detach it', async () => {
  const jira = await startJira()
  const manager = newManager()
  const instance = axios.create({ baseURL: jira.url })
  const detach = axiosApi.attachToAxios(instance, manager)
  const before = await manager.getValidToken()
  expect((await instance.post<string>('', { a: 1 })).data).toBe('hello {"a":1}')
  const fresh = await newManager().renewToken()
  jira.refused.add(before)
  expect((await instance.post<string>('', { a: 2 })).data).toBe('hello {"a":2}')
  expect(jira.seen.slice(1)).toEqual([before, fresh.accessToken])
  jira.refused.add(fresh.accessToken)
  await expect(instance.get('')).rejects.toMatchObject({ response: { status: 401 } })
  expect(jira.seen).toHaveLength(4)
  detach()
  await instance.get('')
  expect(jira.seen.at(-1)).toBe('')
})

test('the wrapper runs a script with a valid token in its environment, and returns its exit code', async () => {
  const folder = await temporaryFolder()
  const script = join(folder, 'server.mjs')
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'
     writeFileSync(process.argv[2], process.env.ATLASSIAN_OAUTH_ACCESS_TOKEN)
     process.exit(7)`,
  )
  const options = { dataFolder: session.dataFolder, account: 'work' }
  const wrapper = new mcp.TokenAwareMcpWrapper(script, [join(folder, 'seen')], options)
  expect(await wrapper.runWithTokenManagement()).toBe(7)
  const seen = await readFile(join(folder, 'seen'), 'utf8')
  expect(await session.atlassian.introspect(seen)).toMatchObject({ active: true, kind: 'access' })
  const missing = new mcp.TokenAwareMcpWrapper(join(folder, 'nothing'), [], options)
  await expect(missing.runWithTokenManagement()).rejects.toMatchObject({ name: 'ProgramError' })
})

test('a revoked sign-in is reported once, and an owner restart goes unnoticed', async () => {
  const manager = newManager()
  const reasons: string[] = []
  manager.on('signInNeeded', (reason) => reasons.push(reason))
  await session.killOwner()
  await eventually(() => manager.renewToken().then(({ tokenType }) => tokenType)).toBe('Bearer')
  session.atlassian.revokeAll()
  await expect(manager.renewToken()).rejects.toMatchObject({ code: 'refreshTokenRefused' })
  await eventually(() => reasons).toHaveLength(1)
  expect(reasons[0]).toMatch(/no longer accepts/)
})
