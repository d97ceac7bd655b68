import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { onTestFinished } from 'vitest'
import { until } from '../../../scripts/harness/until.ts'
import { definedOnly, patient } from './mcp-session.ts'

/** A server in the config of an MCP client. */
interface Entry {
  readonly command: string
  readonly args: string[]
  readonly env?: Record<string, string>
}

/** The names of the tools that the official client finds when started from the first server in this config. */
export async function toolsBehind(snippet: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const { mcpServers } = JSON.parse(snippet) as { mcpServers: Record<string, Entry> }
  const { command, args, env = {} } = Object.values(mcpServers)[0]!
  const client = new Client({ name: 'test', version: '1' })
  onTestFinished(() => client.close())
  const transport = new StdioClientTransport({ command, args, env: { ...definedOnly(environment), ...env } })
  await client.connect(transport, patient)
  // on a slow machine, the bridge may answer before the server: with a tool of its own
  return until(
    'the server’s tools are listed',
    async () => (await client.listTools(undefined, patient)).tools.map(({ name }) => name),
    (names) => !names.includes('sign_in'),
  )
}
