import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { cliProgram, runCli, type CliRun } from '../../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { definedOnly, patient } from '../../support/mcp/mcp-session.ts'
import { toolsBehind } from '../../support/mcp/tools-behind.ts'
import { walkingBrowser } from '../../../scripts/harness/walking-browser-command.ts'
import { startEverythingServer, type EverythingServer } from '../../support/mcp/everything-server.ts'
import { enterServer, saveServer } from '../../support/mcp-resource/mcp-steps.ts'
import { startProtectedServer, type ProtectedServer } from '../../support/mcp-resource/protected-server.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { card, choose, copiedText, logInAndAccept, removeAllAccounts } from '../../support/sign-in-steps.ts'

let session: DesktopSession
let everything: EverythingServer
let server: ProtectedServer

beforeAll(async () => {
  session = await startDesktopSession({ atlassian: { mode: 'mcp' } })
  everything = await startEverythingServer()
  server = await startProtectedServer(everything.port, session.atlassian)
  await session.launch()
})
beforeEach(async () => removeAllAccounts(await session.app.window()))
afterAll(async () => {
  await Promise.all([server.close(), everything.stop(), session.close()])
})

const environment = () => ({ ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder })
const cli = (...args: string[]): Promise<CliRun> =>
  runCli(args, { ...environment(), BROWSER: walkingBrowser })

test('in the window: enter the URL, sign in, copy the snippet, and the official client lists the tools', async () => {
  const window = await session.app.window()
  await enterServer(window, server.url)
  await saveServer(window, 'tools')
  await logInAndAccept(await session.app.signInPage())
  await card(window, 'tools').getByRole('timer', { name: 'Time left' }).waitFor()

  await choose(window, /^use with mcp clients/i, 'tools')
  const copy = window.getByRole('button', { name: /copy snippet/i })
  const snippet = await copiedText(session, () => copy.click())
  expect(await toolsBehind(snippet, session.desktop.env)).toContain('echo')
})

test('on the command line: add, sign in, and the bridge finds the account from just the URL', async () => {
  const lost = await cli('mcp', 'snippet', '--url', server.url)
  expect(lost.code).toBe(0)
  // another test may be using the default port
  const callback = ['--callback-url', `http://localhost:${await freePort()}/callback`]
  const added = await cli(
    'accounts',
    'add',
    'tools',
    '--kind',
    'mcp-server',
    '--url',
    server.url,
    ...callback,
  )
  expect(added).toMatchObject({ code: 0, stdout: '' })
  expect(added.stderr).toContain(
    `uses ${session.atlassian.url} for sign-in. Apps can register themselves there.`,
  )
  expect(added.stderr).toContain('Added tools. Next, sign in: jira-token sign-in tools')
  expect((await cli('sign-in', 'tools', '--browser')).code).toBe(0)
  expect(await toolsBehind(lost.stdout, session.desktop.env)).toContain('echo')
})

test('a server with no account gets a hint on how to add one, and never another server’s token', async () => {
  const other = await startProtectedServer(everything.port, session.atlassian)
  onTestFinished(() => other.close())
  await cli('accounts', 'add', 'tools', '--kind', 'mcp-server', '--url', server.url)
  const client = new Client({ name: 'test', version: '1' })
  onTestFinished(() => client.close())
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [cliProgram, 'mcp', '--url', other.url],
      env: definedOnly(environment()),
    }),
    patient,
  )
  const { tools } = await client.listTools(undefined, patient)
  expect(tools.map(({ name }) => name)).toEqual(['sign_in'])
  const hint = JSON.stringify(await client.callTool({ name: 'sign_in' }, patient))
  expect(hint).toMatch(/Add one: jira-token accounts add .* --kind mcp-server/)
})
