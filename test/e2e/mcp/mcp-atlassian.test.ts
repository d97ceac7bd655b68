import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { cliProgram } from '../../../scripts/harness/cli.ts'
import { everythingProgram } from '../../support/mcp/everything-server.ts'
import { definedOnly, patient, startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'
import { eventually } from '../../support/eventually.ts'
import { json, toResult, startScriptedServer, usual, type Script } from '../../support/mcp/scripted-server.ts'

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession({}, { leftSec: 1800 })
})
afterAll(() => session.close())

/**
 * Works like sooperset/mcp-atlassian with `ATLASSIAN_OAUTH_ENABLE=true`: it calls Jira with the token and site it finds
 * in the headers of each request. The real one is written in Python and is not on npm.
 */
function atlassianServer(apiUrl: string): Script {
  const whoAmI = async (token: string, cloudId: string): Promise<[number, string]> => {
    const response = await fetch(`${apiUrl}/ex/jira/${cloudId}/rest/api/3/myself`, {
      headers: { authorization: token },
    })
    return [response.status, await response.text()]
  }
  return (asked, response) => {
    const { authorization = '', 'x-atlassian-cloud-id': cloudId } = asked.headers
    if (!authorization.startsWith('Bearer ') || typeof cloudId !== 'string')
      return void response.writeHead(401).end()
    if (asked.message?.method !== 'tools/call') return usual(asked, response)
    void whoAmI(authorization, cloudId).then(([status, text]) => {
      if (status === 401) return void response.writeHead(401).end()
      json(response, toResult(asked, { content: [{ type: 'text', text }], isError: status !== 200 }))
    })
  }
}

test('mcp-atlassian over HTTP gets the token and site with every request, even after the first token has expired', async () => {
  const server = await startScriptedServer(atlassianServer(session.desktop.atlassian.apiUrl))
  const { client, close } = await session.start('--url', server.url, '--cloud-id', 'auto')
  await eventually(server.heard).toContain('notifications/initialized')
  const whoAmI = () => client.callTool({ name: 'jira_get_user_profile', arguments: {} }, patient)
  const me = expect.objectContaining({ text: expect.stringContaining('"displayName":"Ada') as string })
  expect(await whoAmI()).toMatchObject({ isError: false, content: [me] })
  session.desktop.atlassian.expireAccessTokens()
  expect(await whoAmI()).toMatchObject({ isError: false, content: [me] })
  await close()
})

test('a stdio server under `jira-token run` has the token and the site in its environment', async () => {
  const client = new Client({ name: 'test', version: '1' })
  onTestFinished(() => client.close())
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [cliProgram, 'run', '--min-valid', '600', '--', process.execPath, everythingProgram, 'stdio'],
      env: definedOnly(session.env),
      stderr: 'ignore',
    }),
    patient,
  )
  const { content } = await client.callTool({ name: 'get-env', arguments: {} }, patient)
  const [first] = content
  expect(JSON.parse(first?.type === 'text' ? first.text : '')).toMatchObject({
    ATLASSIAN_OAUTH_ACCESS_TOKEN: await session.desktop.accessToken(),
    ATLASSIAN_OAUTH_CLOUD_ID: expect.stringMatching(/^[\w-]+$/) as string,
  })
})
