import { join } from 'node:path'
import { getDataFolder } from '../../ownership/data-folder.ts'
import { runBridge } from '../../mcp/bridge/run-bridge.ts'
import { defineCommand } from '../command.ts'
import { bridgeOptions, bridgeSettings, serverUrl } from '../mcp-setup/bridge-settings.ts'
import { note } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'

/** `jira-token mcp`: a local proxy (stdio) for a remote MCP server. */
export const command = defineCommand({
  description: `A local proxy for a remote MCP server: it speaks stdio to your MCP client and Streamable HTTP to the
server, and adds a valid token to every request. Your MCP client starts it; see docs/mcp.md.`,
  options: {
    url: { ...serverUrl, required: 'the URL of the MCP server' },
    ...bridgeOptions,
  },
  notes: `To set up a client, use jira-token mcp install; mcp uninstall undoes it, mcp list shows which clients
are set up, and mcp test tries it. For other clients, mcp snippet prints the config.

Example of a client's config:
  {"mcpServers": {"jira": {"command": "jira-token",
    "args": ["mcp", "--url", "https://mcp.example.com/mcp", "--cloud-id", "auto"]}}}`,
  run: async (values) => {
    const noteAsBridge = (text: string) => note(`jira-token mcp: ${text}`)
    await runBridge({
      ...bridgeSettings(values, noteAsBridge),
      connection: ownerConnection('jira-token-mcp'),
      answersFolder: join(getDataFolder(process.env), 'mcp-servers'),
      input: process.stdin,
      output: process.stdout,
      note: noteAsBridge,
      stop: new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
      }),
    })
    // stdin may still be open
    process.exit(0)
  },
})
