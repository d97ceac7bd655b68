import { runningProgram } from '../../../mcp/setup/bridge-program.ts'
import { serverEntry } from '../../../mcp/setup/entry.ts'
import { snippetFor } from '../../../mcp/setup/snippet.ts'
import type { Command } from '../../command.ts'
import { print } from '../../terminal/print.ts'
import { givenClient, givenTarget } from '../../mcp-setup/setup-options.ts'

/** `jira-token mcp snippet`: what to paste into the settings of any MCP client. */
export const mcpSnippetCommand: Command = {
  usage: 'mcp snippet --url URL [--account ACCOUNT] [--name NAME] [--client CLIENT]',
  help: `Prints what an MCP client needs to start jira-token mcp, for clients that jira-token mcp install
does not know: JSON with "mcpServers", which most clients read. No token is in it.

  --url, --account, --name  as for jira-token mcp install
  --client CLIENT           the form of that client; for claude-code a command

Examples:
  jira-token mcp snippet --url https://mcp.example.com/mcp
  jira-token mcp snippet --url https://mcp.example.com/mcp --client vscode > .vscode/mcp.json`,
  options: {
    url: { type: 'string' },
    account: { type: 'string' },
    name: { type: 'string' },
    client: { type: 'string' },
  },
  words: [0, 0],
  run: (given) => {
    const { target, name } = givenTarget(given)
    const entry = serverEntry(runningProgram(process.execPath, process.argv[1] ?? ''), target)
    print(snippetFor(givenClient(given), name, entry, process.platform))
  },
}
