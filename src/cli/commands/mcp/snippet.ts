import { lastingProgram } from '../../../mcp/setup/bridge-program.ts'
import { serverEntry } from '../../../mcp/setup/entry.ts'
import { snippetFor, snippetIds } from '../../../mcp/setup/snippet.ts'
import { ownCommand } from '../../../ownership/own-command.ts'
import { defineCommand, oneOf } from '../../command.ts'
import { print } from '../../terminal/print.ts'
import { here, targetOptions, targetUrl, toTarget } from '../../mcp-setup/setup-options.ts'

/** `jira-token mcp snippet`: the config to paste into any MCP client. */
export const command = defineCommand({
  description: `Prints the config for MCP clients that jira-token mcp install doesn't support, or whose file you prefer
to edit yourself. It contains no token.`,
  options: {
    url: targetUrl,
    ...targetOptions,
    client: {
      ...oneOf(snippetIds),
      value: 'CLIENT',
      help: `the format of that client: any that mcp install knows (for claude-code, a command), continue (a YAML file for
        .continue/mcpServers), or generic (default: JSON with "mcpServers", which most other clients read)`,
    },
  },
  examples: [
    'jira-token mcp snippet --url https://mcp.example.com/mcp',
    'jira-token mcp snippet --url https://mcp.example.com/mcp --client vscode > .vscode/mcp.json',
    'jira-token mcp snippet --url https://mcp.example.com/mcp --client continue > .continue/mcpServers/jira.yaml',
  ],
  run: ({ client, ...values }) => {
    const { target, name } = toTarget(values)
    const entry = serverEntry(lastingProgram(ownCommand(), here()), target)
    print(snippetFor(client ?? 'generic', name, entry, process.platform))
  },
})
