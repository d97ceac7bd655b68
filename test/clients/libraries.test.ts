import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import type * as Api from '../../src/client/index.ts'
import { installedClient } from '../support/clients/npm-client.ts'
import { definedOnly, startMcpSession, type McpSession } from '../support/mcp/mcp-session.ts'

let session: McpSession
let tokens: Api.TokenManager
let fetch: typeof globalThis.fetch

beforeAll(async () => {
  session = await startMcpSession({ accessTokenLifetimeSec: 20 })
  // the published library, not the sources
  const api = (await import(join(rootFolder, 'out/api/index.js'))) as typeof Api
  tokens = new api.TokenManager({ dataFolder: session.desktop.dataFolder })
  fetch = api.createFetch(tokens)
})
afterAll(async () => {
  tokens.close()
  await session.close()
})

/** A connected client of a library. */
interface Library {
  /** Calls the tool `echo` and returns its result as text. */
  echo(message: string): Promise<string>
  close(): Promise<unknown>
}

const load = async (modules: string, file: string): Promise<unknown> =>
  import(pathToFileURL(join(modules, file)).href)

async function startLangChain(): Promise<Library> {
  const modules = await installedClient('langchain-1', ['@langchain/mcp-adapters@1', '@langchain/core@1'])
  interface LangChainTool {
    readonly name: string
    invoke(args: object): Promise<unknown>
  }
  const { MultiServerMCPClient } = (await load(modules, '@langchain/mcp-adapters/dist/index.js')) as {
    MultiServerMCPClient: new (servers: object) => {
      getTools(): Promise<LangChainTool[]>
      close(): Promise<void>
    }
  }
  const client = new MultiServerMCPClient({
    jira: {
      transport: 'stdio',
      command: process.execPath,
      args: session.bridge(),
      env: definedOnly(session.env),
    },
  })
  const tools = await client.getTools()
  const tool = tools.find(({ name }) => name.endsWith('echo'))
  return { echo: async (message) => String(await tool!.invoke({ message })), close: () => client.close() }
}

async function startAiSdk(): Promise<Library> {
  const modules = await installedClient('ai-sdk-2', ['@ai-sdk/mcp@2', '@modelcontextprotocol/sdk@1', 'zod@4'])
  interface AiSdkTool {
    execute(args: object, options: object): Promise<unknown>
  }
  const { createMCPClient } = (await load(modules, '@ai-sdk/mcp/dist/index.js')) as {
    createMCPClient(options: object): Promise<{
      tools(): Promise<Record<string, AiSdkTool>>
      close(): Promise<void>
    }>
  }
  const client = await createMCPClient({ transport: { type: 'http', url: session.server.url, fetch } })
  const { echo } = await client.tools()
  return {
    echo: async (message) =>
      JSON.stringify(await echo!.execute({ message }, { toolCallId: '1', messages: [] })),
    close: () => client.close(),
  }
}

async function startMcpSdk(): Promise<Library> {
  const modules = await installedClient('ai-sdk-2', ['@ai-sdk/mcp@2', '@modelcontextprotocol/sdk@1', 'zod@4'])
  const { Client } = (await load(modules, '@modelcontextprotocol/sdk/dist/esm/client/index.js')) as {
    Client: new (info: object) => {
      connect(transport: object): Promise<void>
      callTool(call: object): Promise<unknown>
      close(): Promise<void>
    }
  }
  const { StreamableHTTPClientTransport } = (await load(
    modules,
    '@modelcontextprotocol/sdk/dist/esm/client/streamableHttp.js',
  )) as { StreamableHTTPClientTransport: new (url: URL, options: object) => object }
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(session.server.url), { fetch }))
  return {
    echo: async (message) => JSON.stringify(await client.callTool({ name: 'echo', arguments: { message } })),
    close: () => client.close(),
  }
}

async function startOpenAiAgents(): Promise<Library> {
  const modules = await installedClient('openai-agents-0', ['@openai/agents@0.20', 'zod@4'])
  const { MCPServerStreamableHttp } = (await load(modules, '@openai/agents/dist/index.mjs')) as {
    MCPServerStreamableHttp: new (options: object) => {
      connect(): Promise<void>
      callTool(name: string, args: object): Promise<unknown>
      close(): Promise<void>
    }
  }
  const server = new MCPServerStreamableHttp({ url: session.server.url, fetch })
  await server.connect()
  return {
    echo: async (message) => JSON.stringify(await server.callTool('echo', { message })),
    close: () => server.close(),
  }
}

const libraries: Readonly<Record<string, () => Promise<Library>>> = {
  'LangChain, through the bridge': startLangChain,
  'the AI SDK, with createFetch': startAiSdk,
  'the MCP SDK, with createFetch': startMcpSdk,
  'OpenAI Agents, with createFetch': startOpenAiAgents,
}

const secondMs = 1000

// at the same time, because each takes several token lifetimes
test.concurrent.for(Object.entries(libraries))(
  '%s: no call fails over several token lifetimes',
  async ([, start], { onTestFinished }) => {
    const { server, desktop } = session
    const library = await start()
    onTestFinished(() => library.close().then(() => undefined))
    const before = server.seen.length
    const first = await desktop.accessToken()
    const used = () => new Set(server.seen.slice(before).map(({ headers }) => headers.authorization))
    for (let call = 1; used().size < 4 || (await desktop.atlassian.introspect(first)).active; call += 1) {
      expect(await library.echo(`call ${call}`)).toContain(`Echo: call ${call}`)
      await new Promise((resolve) => setTimeout(resolve, secondMs))
    }
    // the tokens were replaced in time, not after a refusal
    expect(server.seen.filter(({ refusedWith }) => refusedWith !== null)).toEqual([])
  },
)
