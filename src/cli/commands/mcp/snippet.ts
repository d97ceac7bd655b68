import { lastingProgram } from '../../../mcp/setup/bridge-program.ts'
import { serverEntry } from '../../../mcp/setup/entry.ts'
import { snippetFor, snippetIds } from '../../../mcp/setup/snippet.ts'
import { ownCommand } from '../../../ownership/own-command.ts'
import type { Command } from '../../command.ts'
import { print } from '../../terminal/print.ts'
import { givenSnippetId, givenTarget, here, targetOptions } from '../../mcp-setup/setup-options.ts'

/** `jira-token mcp snippet`: the config to paste into any MCP client. */
export const mcpSnippetCommand: Command = {
  usage:
    'mcp snippet --url URL [--account ACCOUNT] [--cloud-id auto|ID|none] [--header NAME:VALUE]… [--name NAME] [--client CLIENT]',
  help: `Prints the config for MCP clients that jira-token mcp install doesn't support, or whose file you prefer
to edit yourself. It contains no token.

  --url, --account, --cloud-id, --header, --name  same as for jira-token mcp install
  --client CLIENT  the format of that client: any that mcp install knows (for claude-code, a command),
                   continue (a YAML file for .continue/mcpServers), or generic (default: JSON with
                   "mcpServers", which most other clients read)

Examples:
  jira-token mcp snippet --url https://mcp.example.com/mcp
  jira-token mcp snippet --url https://mcp.example.com/mcp --client vscode > .vscode/mcp.json
  jira-token mcp snippet --url https://mcp.example.com/mcp --client continue > .continue/mcpServers/jira.yaml`,
  options: targetOptions,
  values: { CLIENT: snippetIds },
  words: [0, 0],
  run: (given) => {
    const { target, name } = givenTarget(given)
    const entry = serverEntry(lastingProgram(ownCommand(), here()), target)
    print(snippetFor(givenSnippetId(given), name, entry, process.platform))
  },
}
