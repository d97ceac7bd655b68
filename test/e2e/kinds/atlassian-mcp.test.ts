import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'
import { atlassianMcp } from '../../../src/shared/atlassian-mcp.ts'
import { createAuthority, type CertificateAuthority } from '../../support/certificates.ts'
import { startCorporateProxy, type CorporateProxy, type HiddenHost } from '../../support/corporate-proxy.ts'
import { createJiraToken, type JiraToken } from '../../support/jira-token.ts'
import { toolsBehind } from '../../support/mcp/tools-behind.ts'
import { createAtlassianMcp, type AtlassianMcp } from '../../support/mcp-resource/atlassian-mcp.ts'
import { saveServer } from '../../support/mcp-resource/mcp-steps.ts'
import { card, choose, copiedText, removeAllAccounts } from '../../support/sign-in-steps.ts'

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
})
afterAll(() => session.close())

describe('in the window', () => {
  let server: Server
  let origin: string
  let issuer: string
  let mcp: AtlassianMcp
  let window: Page

  beforeAll(async () => {
    server = createServer({ keepAliveTimeout: 0 }, (...exchange) => mcp.answer(...exchange))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    origin = `http://127.0.0.1:${port}`
    issuer = `http://localhost:${port}`
    mcp = createAtlassianMcp({ server: origin, auth: issuer, other: issuer })
    const app = await session.launch()
    window = await app.window()
  })
  beforeEach(() => removeAllAccounts(window))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  /** Opens the form with the preset, and points it to the stand-in. */
  async function choosePreset(path: string): Promise<void> {
    await window.getByRole('button', { name: 'Atlassian (Jira and Confluence)' }).click()
    const field = window.getByLabel('Server URL')
    expect(await field.inputValue()).toBe('https://mcp.atlassian.com/v1/mcp/authv2')
    await field.fill(origin + path)
    await window.getByRole('button', { name: 'Continue' }).click()
  }

  async function copiedSnippet(): Promise<string> {
    await card(window, 'rovo').getByRole('timer', { name: 'Time left' }).waitFor()
    await choose(window, /^use with mcp clients/i, 'rovo')
    const copy = window.getByRole('button', { name: /copy snippet/i })
    const snippet = await copiedText(session, () => copy.click())
    await window.getByRole('button', { name: 'Back' }).click()
    return snippet
  }

  test('from the card to a listed tool, without a question, although the issuer lacks the tenant’s path', async () => {
    await choosePreset('/v1/mcp/authv2')
    await saveServer(window, 'rovo')
    expect(await toolsBehind(await copiedSnippet(), session.desktop.env)).toContain('getJiraIssue')
    expect(await recordsOnDisk(session)).toMatchObject([{ issuer, resource: `${origin}/v1/mcp/authv2` }])
    expect(mcp.resources.at(-1)).toBe(`${origin}/v1/mcp/authv2`)
  })

  test('at the older URL, the issuer on another host is asked about, and then the tools are listed', async () => {
    await choosePreset('/v1/mcp')
    await saveServer(window, 'rovo')
    const dialog = window.getByRole('dialog', { name: `Trust ${new URL(issuer).host}?` })
    const [here, there] = [new URL(origin).host, new URL(issuer).host]
    const hosts = ['Issuer', there, 'Sign-in page', here, 'Token endpoint', there, 'Registration', there]
    expect((await dialog.getByRole('list').innerText()).split(/\n+/)).toEqual(hosts)
    expect(await recordsOnDisk(session)).toEqual([])
    await dialog.getByRole('button', { name: 'Trust them' }).click()
    expect(await toolsBehind(await copiedSnippet(), session.desktop.env)).toContain('getJiraIssue')
    expect(await recordsOnDisk(session)).toMatchObject([{ issuer, resource: null }])
    expect(mcp.resources.at(-1)).toBe(null)
  })
})

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('on the command line (needs openssl)', () => {
  const older = 'https://mcp.atlassian.com/v1/mcp'
  const origins = {
    server: 'https://mcp.atlassian.com',
    auth: 'https://auth.atlassian.com',
    other: 'https://cf.mcp.atlassian.com',
  }
  const mcp = createAtlassianMcp(origins)
  let folder: string
  let authority: CertificateAuthority
  let proxy: CorporateProxy
  let env: NodeJS.ProcessEnv
  let cli: JiraToken

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jtt-atlassian-'))
    authority = await createAuthority(folder, 'Stand-in CA')
    const hosts: Record<string, HiddenHost> = {}
    for (const { host } of Object.values(origins).map((origin) => new URL(origin)))
      hosts[host] = { certificate: await authority.issue(host), answer: mcp.answer }
    proxy = await startCorporateProxy(hosts)
    const network = { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: authority.file }
    const dataFolder = join(folder, 'data')
    env = { ...session.desktop.env, ...network, JIRA_TOKEN_HOME: dataFolder }
    cli = createJiraToken(env, dataFolder)
  })
  afterAll(async () => {
    await cli.run(['agent', 'stop', '--yes'])
    await proxy.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })

  async function signIn(name: string): Promise<void> {
    const running = cli.start(['sign-in', name, '--manual'])
    const [page = ''] = /https:\S+/.exec(await running.says(/https:\S+\s/)) ?? []
    running.type(mcp.consent(page))
    running.process.stdin?.end()
    expect(await running.ended).toMatchObject({ code: 0 })
  }

  async function toolsAt(url: string): Promise<string[]> {
    const { stdout } = await cli.run(['mcp', 'snippet', '--url', url])
    return toolsBehind(stdout, env)
  }

  test('from --kind atlassian-mcp to a listed tool, with nothing to register and nothing to confirm', async () => {
    const added = await cli.run(['accounts', 'add', 'rovo', '--kind', 'atlassian-mcp'])
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(added.stderr).toMatch(/sign-in page +auth\.atlassian\.com/)
    expect(added.stderr).not.toContain('trust')
    await signIn('rovo')
    expect(await cli.run(['renew', 'rovo'])).toMatchObject({ code: 0 })
    expect((await cli.run(['test', 'rovo'])).stdout).toContain('atlassian-mcp-server')
    expect(await toolsAt(atlassianMcp.url)).toContain('getJiraIssue')
  })

  test('at the older URL, the issuer on another host is refused with all hosts, until exactly that one is trusted', async () => {
    const add = (...more: string[]) =>
      cli.run(['accounts', 'add', 'older', '--kind', 'mcp-server', '--url', older, ...more])
    const refused = await add()
    expect(refused.code).not.toBe(0)
    for (const host of [
      /issuer +cf\.mcp\.atlassian\.com/,
      /sign-in page +mcp\.atlassian\.com/,
      /token endpoint +cf\.mcp\.atlassian\.com/,
      /registration +cf\.mcp\.atlassian\.com/,
      /--trust-issuer https:\/\/cf\.mcp\.atlassian\.com/,
    ])
      expect(refused.stderr).toMatch(host)
    expect((await add('--trust-issuer', origins.auth)).code).not.toBe(0)
    expect((await cli.run(['accounts', 'list'])).stdout).not.toContain('older')

    expect(await add('--trust-issuer', origins.other)).toMatchObject({ code: 0 })
    await signIn('older')
    expect(await toolsAt(older)).toContain('getJiraIssue')
  })

  test('on a terminal, the older URL’s issuer is asked about', async () => {
    const adding = () =>
      cli.startOnTerminal(['accounts', 'add', 'asked', '--kind', 'mcp-server', '--url', older])
    const no = adding()
    await no.says(/trust all of these hosts/)
    no.type('n')
    expect(await no.ended).toMatchObject({ code: 1 })
    const yes = adding()
    await yes.says(/trust all of these hosts/)
    yes.type('y')
    expect(await yes.ended).toMatchObject({ code: 0 })
    expect((await cli.run(['accounts', 'list'])).stdout).toContain('asked')
  })
})
