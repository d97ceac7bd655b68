import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

/** For a slow machine: the official client's own limit is a minute. */
const patient = { timeout: 240_000 }

const samples = { number: 3, integer: 3, string: 'text', boolean: true, object: {}, array: [] }

/** Arguments that a tool accepts; one scenario wants the schema of the first tool back unchanged. */
const argumentsFor = ({ inputSchema: { properties = {} } }, tools) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [
      name,
      name === 'schema' ? tools[0].inputSchema : (samples[type] ?? null),
    ]),
  )

/**
 * Uses everything that a server of @modelcontextprotocol/conformance offers, with the official client, through a bridge.
 * Resolves with what did not work.
 */
export async function useServer(program, url) {
  const { MCP_CONFORMANCE_CONTEXT: context = '{}', MCP_CONFORMANCE_PROTOCOL_VERSION: version } = process.env
  /** Extra calls that some scenarios need. */
  const wanted = JSON.parse(context).toolCalls ?? []
  const problems = []
  const attempt = async (what, doing) => {
    try {
      return await doing
    } catch (error) {
      problems.push(`${what}: ${String(error)}`)
      return null
    }
  }

  const client = new Client(
    { name: 'conformance-client', version: '1' },
    {
      capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {} },
      versionNegotiation: { mode: version === '2026-07-28' ? { pin: version } : 'legacy' },
    },
  )
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program, 'mcp', '--url', url],
      env: process.env,
      stderr: 'inherit',
    }),
    patient,
  )
  const list = async () => (await attempt('tools', client.listTools(undefined, patient)))?.tools ?? []
  let tools = await list()
  // on a slow machine, the bridge may answer before the server
  while (tools.some(({ description }) => description?.includes('has not answered yet'))) tools = await list()
  const calls =
    wanted.length > 0
      ? wanted
      : tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, tools) }))
  for (const call of calls) {
    const result = await attempt(call.name, client.callTool(call, patient))
    if (result?.isError === true) problems.push(`${call.name}: ${JSON.stringify(result.content)}`)
  }
  if (client.getServerCapabilities()?.resources)
    for (const { uri } of (await client.listResources()).resources)
      await attempt(uri, client.readResource({ uri }))
  if (client.getServerCapabilities()?.prompts)
    for (const { name } of (await client.listPrompts()).prompts)
      await attempt(name, client.getPrompt({ name }))
  await client.close()
  return problems
}
