// @modelcontextprotocol/conformance starts this as the client: the official client, through a bridge to the given server.
// Usage: node conformance-client.mjs JIRA_TOKEN_PROGRAM URL
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

const [program = '', url = ''] = process.argv.slice(2)
const { MCP_CONFORMANCE_CONTEXT: context = '{}', MCP_CONFORMANCE_PROTOCOL_VERSION: version } = process.env
/** Extra calls that some scenarios need. */
const wanted = JSON.parse(context).toolCalls ?? []

const client = new Client(
  { name: 'conformance-client', version: '1' },
  {
    capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {} },
    versionNegotiation: { mode: version === '2026-07-28' ? { pin: version } : 'legacy' },
  },
)
client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))

const samples = { number: 3, integer: 3, string: 'text', boolean: true, object: {}, array: [] }

/** Arguments that a tool accepts; one scenario wants the schema of the first tool back unchanged. */
const argumentsFor = ({ inputSchema: { properties = {} } }, tools) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [
      name,
      name === 'schema' ? tools[0].inputSchema : (samples[type] ?? null),
    ]),
  )

await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp', '--url', url],
    env: process.env,
    stderr: 'inherit',
  }),
)
const { tools } = await client.listTools().catch(() => ({ tools: [] }))
const calls =
  wanted.length > 0
    ? wanted
    : tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, tools) }))
for (const call of calls)
  await client.callTool(call).catch((error) => console.error(`${call.name}: ${error}`))
if (client.getServerCapabilities()?.resources)
  for (const { uri } of (await client.listResources()).resources)
    await client.readResource({ uri }).catch(console.error)
if (client.getServerCapabilities()?.prompts)
  for (const { name } of (await client.listPrompts()).prompts)
    await client.getPrompt({ name }).catch(console.error)
await client.close()
