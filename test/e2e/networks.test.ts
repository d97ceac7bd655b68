import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { cliProgram } from '../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { answerDialogs } from '../support/answer-dialogs.ts'
import { createAuthority, type CertificateAuthority } from '../support/certificates.ts'
import { forwardTo, startCorporateProxy, type CorporateProxy } from '../support/corporate-proxy.ts'
import { createJiraToken, type CliRun, type JiraToken } from '../support/jira-token.ts'
import { startEverythingServer, type EverythingServer } from '../support/mcp/everything-server.ts'
import { definedOnly } from '../support/mcp/mcp-session.ts'
import { snapshotIn } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

let folder: string
let session: DesktopSession
let everything: EverythingServer
let authority: CertificateAuthority
let proxy: CorporateProxy
let env: NodeJS.ProcessEnv
let cli: JiraToken

const mcpUrl = 'https://mcp.corp.test/mcp'

/** A network whose proxy reaches only Jira and an MCP server, and reads what is sent to them. */
async function startNetwork(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'jtt-network-'))
  authority = await createAuthority(folder, 'Inspection CA')
  const [jira, mcp] = [await authority.issue('jira.corp.test'), await authority.issue('mcp.corp.test')]
  const port = Number(new URL(session.atlassian.tokenUrl).port)
  proxy = await startCorporateProxy({
    'jira.corp.test': { certificate: jira, answer: forwardTo(port) },
    'mcp.corp.test': { certificate: mcp, answer: forwardTo(everything.port) },
  })
}

const hidden = (url: string) => {
  const { pathname } = new URL(url)
  return `https://jira.corp.test${pathname === '/' ? '' : pathname}`
}

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('a company’s network (needs openssl)', () => {
  beforeAll(async () => {
    ;[session, everything] = await Promise.all([startDesktopSession(), startEverythingServer()])
    await startNetwork()
    const { NODE_EXTRA_CA_CERTS: _none, ...rest } = session.desktop.env
    env = { ...rest, JIRA_TOKEN_HOME: session.dataFolder, HTTPS_PROXY: proxy.url, https_proxy: proxy.url }
    cli = createJiraToken(env, session.dataFolder)
    const { tokenUrl, apiUrl } = session.atlassian
    const account = { tokenUrl: hidden(tokenUrl), apiUrl: hidden(apiUrl) }
    await putSignedInAccounts(session, [{ account, leftSec: 1800 }])
  })
  afterAll(async () => {
    await cli.run(['agent', 'stop', '--yes'])
    await session.close()
    await everything.stop()
    await proxy.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Connects the official client through a bridge; resolves with the names of the tools, or what is wrong. */
  async function toolsThroughBridge(): Promise<string> {
    const args = [cliProgram, 'mcp', '--url', mcpUrl]
    const client = new Client({ name: 'test', version: '1' })
    const transport = new StdioClientTransport({
      command: process.execPath,
      args,
      env: definedOnly(env),
      stderr: 'ignore',
    })
    try {
      await client.connect(transport)
      const names = (await client.listTools()).tools.map(({ name }) => name)
      if (!names.includes('sign_in')) return names.join(' ')
      // the bridge answers in place of a server that it can't reach
      return JSON.stringify(await client.callTool({ name: 'sign_in' }))
    } catch (error) {
      return String(error)
    } finally {
      await client.close()
    }
  }

  test('behind a proxy that inspects traffic, the agent, the command line, and the bridge name the cause, and work with the CA file', async () => {
    const refused = await cli.run(['renew'])
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('certificate') })
    expect(refused.stderr).toContain('--ca-file FILE')
    const checked = (run: CliRun) => run.stdout.split('\n').filter((line) => line.includes('network:'))
    expect(checked(await cli.run(['doctor']))).toEqual([
      expect.stringMatching(/certificate not trusted.*jira\.corp\.test, issued by Inspection CA/),
      expect.anything(),
    ])
    // until then, the bridge may answer in place of a slow server
    await eventually(toolsThroughBridge).toContain('certificate')

    expect(await cli.run(['network', '--ca-file', join(folder, 'missing.pem')])).toMatchObject({ code: 2 })
    expect(await cli.run(['network', '--ca-file', authority.file])).toMatchObject({ code: 0 })
    expect(await cli.run(['network'])).toMatchObject({ stdout: `CA file: ${authority.file}\n` })
    expect(await cli.run(['renew'])).toMatchObject({ code: 0 })
    expect(await cli.run(['test'])).toMatchObject({ code: 0 })
    await eventually(toolsThroughBridge).toContain('echo')

    expect(await cli.run(['network', '--no-ca-file'])).toMatchObject({ code: 0 })
    expect(await cli.run(['renew'])).toMatchObject({ code: 6 })
    expect(await cli.run(['agent', 'stop'])).toMatchObject({ code: 0 })
  })

  test('the app does so too, with the system’s proxy and the CA file of its settings', async () => {
    const app = await session.launch({ env })
    const window = await app.open()
    await window.getByRole('button', { name: 'Settings' }).waitFor()
    const refused = await cli.run(['renew'])
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('certificate') })

    await answerDialogs(app, authority.file)
    await window.getByRole('button', { name: 'Settings' }).click()
    await window.getByRole('button', { name: 'Choose CA file…' }).click()
    await eventually(async () => (await snapshotIn(window)).settings.caFile).toBe(authority.file)
    expect(await cli.run(['renew'])).toMatchObject({ code: 0 })
    expect(await cli.run(['test'])).toMatchObject({ code: 0 })
    await window.getByRole('button', { name: 'Stop trusting it' }).click()
    await eventually(async () => (await snapshotIn(window)).settings.caFile).toBe(null)
    expect(await cli.run(['renew'])).toMatchObject({ code: 6 })
  })
})
