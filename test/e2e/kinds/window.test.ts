import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { mcpFaults } from '../../../local-atlassian/mcp-faults.ts'
import { robot } from '../../../local-atlassian/people.ts'
import { startLocalAtlassian } from '../../../local-atlassian/start-local-atlassian.ts'
import { askLocalApi } from '../../support/ask-local-api.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { startEverythingServer, type EverythingServer } from '../../support/mcp/everything-server.ts'
import { enterServer, saveServer } from '../../support/mcp-resource/mcp-steps.ts'
import { startProtectedServer, type ProtectedServer } from '../../support/mcp-resource/protected-server.ts'
import {
  beginAccount,
  card,
  choose,
  logInAndAccept,
  removeAllAccounts,
  snapshotIn,
  timeLeft,
} from '../../support/sign-in-steps.ts'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'
import { eventually } from '../../support/eventually.ts'

let session: DesktopSession
let everything: EverythingServer
let server: ProtectedServer
let window: Page

beforeAll(async () => {
  session = await startDesktopSession({ atlassian: { mode: 'mcp' } })
  everything = await startEverythingServer()
  const app = await session.launch()
  window = await app.window()
})
beforeEach(async () => {
  server = await startProtectedServer(everything.port, session.atlassian)
  session.atlassian.resetCounts()
})
afterEach(async () => {
  session.atlassian.clearFaults()
  session.atlassian.setAccessTokenLifetime(3600)
  await server.close()
  await removeAllAccounts(window)
})
afterAll(async () => {
  await Promise.all([everything.stop(), session.close()])
})

const status = async () =>
  (await askLocalApi<'status'>(session.dataFolder, 'GET', '/v1/status')).body.accounts[0]
const footer = () => window.locator('.action-bar')

async function signInAtServer(name = 'tools'): Promise<void> {
  await enterServer(window, server.url)
  await saveServer(window, name)
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => timeLeft(window, name)).toMatch(/^[\d:]+$/)
}

test('asks what kind of account to add first', async () => {
  const cards = window.getByRole('list', { name: 'Account types' }).getByRole('button')
  expect(await cards.allInnerTexts()).toEqual([
    expect.stringMatching(/^AI clients \(MCP\)\n.*Not for Jira’s REST API/),
    'Atlassian (Jira and Confluence)',
    expect.stringMatching(/^Jira API, for scripts and \.env\n.*Not for Atlassian’s MCP server/),
    expect.stringMatching(/^Jira Data Center\n/),
    expect.stringMatching(/^Service account, for servers\n/),
  ])
})

test('a service account has a token as soon as it is saved, and nothing offers a sign-in', async () => {
  const atlassian = await startLocalAtlassian()
  await beginAccount(window, 'Service account')
  expect(await window.getByLabel('Callback URL').count()).toBe(0)
  await window.getByLabel('Name', { exact: true }).fill('ci')
  await window.getByLabel('Client ID').fill(atlassian.serviceAccount.clientId)
  await window.getByLabel('Client secret').fill(atlassian.serviceAccount.clientSecret)
  await window.getByText('Advanced').click()
  expect(await window.getByLabel('Authorize URL').count()).toBe(0)
  await window.getByLabel('Token URL').fill(atlassian.tokenUrl)
  await window.getByLabel('API URL').fill(atlassian.apiUrl)
  await window.getByRole('button', { name: 'Save', exact: true }).click()

  await eventually(() => timeLeft(window, 'ci')).toMatch(/^(1:00:00|5\d:\d\d)$/)
  await eventually(() => card(window, 'ci').innerText()).toContain(robot.name)
  await card(window, 'ci').getByRole('button', { name: 'Renew now' }).click()
  await eventually(() => atlassian.counts().clientGrants.honoured).toBe(2)
  await card(window, 'ci').getByRole('button', { name: /^more/i }).click()
  await card(window, 'ci').getByRole('menuitem').first().waitFor()
  expect((await card(window, 'ci').getByRole('menuitem').allInnerTexts()).join()).not.toMatch(/sign/i)
  await window.keyboard.press('Escape')
  await atlassian.close()
})

test('an MCP server is added by its URL, shows where you sign in, and needs no secret', async () => {
  await enterServer(window, server.url)
  const facts = window.getByRole('region', { name: 'Where you sign in' })
  await facts.waitFor()
  expect(await facts.innerText()).toContain(`${session.atlassian.url}/authorize`)
  expect(await facts.innerText()).toContain(`${session.atlassian.url}/token`)
  expect(await facts.innerText()).toMatch(/registers itself/)
  expect(session.atlassian.counts().requests['POST /register']).toBeUndefined()
  expect(await recordsOnDisk(session)).toEqual([])

  await saveServer(window, 'tools')
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => timeLeft(window, 'tools')).toMatch(/^(1:00:00|5\d:\d\d)$/)
  expect(session.atlassian.counts().requests['POST /register']).toBe(1)

  const { host } = new URL(server.url)
  await eventually(() => card(window, 'tools').innerText()).toContain(new URL(server.url).hostname)
  expect(await card(window, 'tools').innerText()).toContain('MCP server')
  await eventually(() => session.panel.tooltip()).toMatch(/^tools: (5\d|60) min left|^tools: 1 h left/)
  await eventually(status).toMatchObject({
    kind: 'mcp-server',
    url: server.url,
    state: 'valid',
    hasRefreshToken: true,
    sites: [{ name: host }],
  })
  const [item] = await session.keychain()
  expect(item).toMatchObject({ clientSecret: null })
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({
    active: true,
    audience: server.url,
  })
})

test('its token renews automatically, again and again, and the server accepts each one', async () => {
  session.atlassian.setAccessTokenLifetime(6)
  await signInAtServer()
  const first = await session.accessToken()
  const { honoured } = session.atlassian.counts().refreshGrants
  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBeGreaterThanOrEqual(
    honoured + 2,
  )
  expect(session.atlassian.counts().refreshGrants.refused).toBe(0)
  await eventually(() => session.accessToken()).not.toBe(first)
  expect(session.notifications.shown()).toEqual([])

  // one that lasts as long as the test takes
  session.atlassian.setAccessTokenLifetime(3600)
  await eventually(() => timeLeft(window, 'tools')).toMatch(/^(1:00:00|5\d:\d\d)$/)
  await card(window, 'tools').getByRole('button', { name: 'Test token' }).click()
  await eventually(() => card(window, 'tools').innerText()).toMatch(
    /the token works[^]*answered by.*everything/i,
  )
  expect(server.tokens.length).toBeGreaterThan(0)
})

test.each<[string, keyof typeof mcpFaults, RegExp]>([
  ['there is no metadata', 'missingMetadata', /no usable OAuth metadata/],
  [
    'an endpoint is http',
    'httpTokenUrl',
    /over unencrypted http \(token URL: http:\/\/auth\.example\/token\)/,
  ],
  ['there is no PKCE', 'noPkce', /PKCE/],
])('says so when %s, and stores nothing', async (_what, fault, text) => {
  session.atlassian.setFault(...mcpFaults[fault])
  await enterServer(window, server.url)
  await eventually(() => footer().innerText()).toMatch(text)
  expect(await window.getByRole('button', { name: 'Continue' }).isVisible()).toBe(true)
  expect(await recordsOnDisk(session)).toEqual([])
  await leaveForm()
})

test('asks about an issuer that the URL does not lead to, and stores nothing unless it is trusted', async () => {
  session.atlassian.setFault(...mcpFaults.wrongIssuer)
  await enterServer(window, server.url)
  await saveServer(window, 'tools')
  const dialog = window.getByRole('dialog', { name: 'Trust elsewhere.example?' })
  const { host } = new URL(session.atlassian.url)
  expect(await dialog.innerText()).toMatch(
    new RegExp(
      `Issuer\\s+elsewhere\\.example\\s+Sign-in page\\s+${host}\\s+Token endpoint\\s+${host}\\s+Registration\\s+${host}`,
    ),
  )
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await recordsOnDisk(session)).toEqual([])
  await saveServer(window, 'tools')
  await dialog.getByRole('button', { name: 'Trust them' }).click()
  await eventually(() => recordsOnDisk(session)).toMatchObject([{ issuer: 'https://elsewhere.example' }])
})

test('says so when the registration is refused, and stores nothing', async () => {
  session.atlassian.setFault(...mcpFaults.registrationRefused)
  await enterServer(window, server.url)
  await saveServer(window, 'tools')
  await eventually(() => footer().innerText()).toMatch(/refused to register this app/)
  expect(await recordsOnDisk(session)).toEqual([])
  expect(await session.keychain()).toEqual([])
  await leaveForm()
})

test('asks for a client ID where the server registers nobody, and signs in with it', async () => {
  session.atlassian.setFault(...mcpFaults.noRegistration)
  await enterServer(window, server.url)
  await saveServer(window, 'tools')
  await window.getByText('The client ID is missing.').waitFor()
  await window.getByLabel('Client ID').fill(session.atlassian.clientId)
  await window.getByText('Advanced').click()
  await window.getByLabel('Callback URL').fill(session.atlassian.redirectUris[0] ?? '')
  await window.getByRole('button', { name: 'Save and sign in' }).click()
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => timeLeft(window, 'tools')).toMatch(/^[\d:]+$/)
})

test('an answer from another issuer is rejected, and its code is never sent', async () => {
  const { electron } = session.app
  await electron.evaluate(({ app }) => {
    app.once('web-contents-created', (_created, contents) =>
      contents.once('did-start-navigation', ({ url }) => Object.assign(globalThis, { authorizeUrl: url })),
    )
  })
  await enterServer(window, server.url)
  await saveServer(window, 'tools')
  const page = await session.app.signInPage()
  const { redirectUri } = (await snapshotIn(window)).accounts[0]!
  const authorizeUrl = await electron.evaluate(() => String(Reflect.get(globalThis, 'authorizeUrl')))
  // the state is known to every authorization server that the sign-in was sent to
  const state = new URL(authorizeUrl).searchParams.get('state')
  const forged = `${redirectUri}?code=stolen&state=${state}&iss=https://elsewhere.example`
  await page.evaluate(`location.assign(${JSON.stringify(forged)})`)
  await eventually(() => card(window, 'tools').innerText()).toMatch(/different authorization server/)
  expect(session.atlassian.counts().codeGrants.asked).toBe(0)
})

test('the account keeps its server when you edit it', async () => {
  await signInAtServer()
  await choose(window, /^edit/i, 'tools')
  expect(await window.getByRole('region', { name: 'Where you sign in' }).innerText()).toContain(
    session.atlassian.url,
  )
  await window.getByLabel('Name', { exact: true }).fill('my tools')
  await window.getByRole('button', { name: 'Save', exact: true }).click()
  await card(window, 'my tools').waitFor()
  expect((await snapshotIn(window)).accounts[0]).toMatchObject({ resource: server.url, apiUrl: server.url })
  await card(window, 'my tools').getByRole('button', { name: 'Renew now' }).click()
  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBe(1)
})

async function leaveForm(): Promise<void> {
  await window.getByRole('button', { name: 'Cancel' }).click()
  await window.getByRole('button', { name: 'Discard' }).click()
}
