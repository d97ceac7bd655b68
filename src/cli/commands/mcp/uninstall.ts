import { findClaude } from '../../../mcp/setup/claude-command.ts'
import { uninstall } from '../../../mcp/setup/install.ts'
import { readInstallation, type InstalledEntry } from '../../../mcp/setup/installation.ts'
import { usageError, type Command, type Given } from '../../command.ts'
import { explained } from '../../mcp-setup/explain-errors.ts'
import { givenName, here, neededClient } from '../../mcp-setup/setup-options.ts'
import { showChange, tellChange } from '../../mcp-setup/tell-change.ts'

const sameUrl = (one: string, other: string) =>
  one === other || (URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href)

/** The names of the entries that the options select: `--name` even if it is not ours, to be refused later. */
function chosen(given: Given, entries: readonly InstalledEntry[]): string[] {
  const [name, url, account] = [givenName(given), given.value('url'), given.value('account')]
  if (name !== null && (url !== null || account !== null))
    throw usageError('--name can’t be combined with --url or --account')
  if (name !== null) return [name]
  const selected = entries.filter(
    (entry) => (url === null || sameUrl(entry.url, url)) && (account === null || entry.account === account),
  )
  if (selected.length > 1 && url === null && account === null) {
    const names = selected.map((entry) => `${entry.name} (${entry.url})`).join(', ')
    throw usageError(`several servers match: ${names}. Choose one with --name or --url`)
  }
  return selected.map((entry) => entry.name)
}

/** `jira-token mcp uninstall`: removes the bridge from an MCP client. */
export const mcpUninstallCommand: Command = {
  usage: 'mcp uninstall --client CLIENT [--name NAME | --url URL | --account ACCOUNT] [--dry-run]',
  help: `Removes a server that jira-token mcp install added to a client. Everything else stays as it is. If
nothing else has changed since, the config file is restored byte for byte.

  --client CLIENT    claude-desktop, claude-code, cursor, vscode, codex, gemini, copilot, or opencode
  --name NAME        remove the server with this name
  --url URL          remove the servers with this URL
  --account ACCOUNT  remove the servers that use this account
  --dry-run          show the changes without making them

Examples:
  jira-token mcp uninstall --client cursor
  jira-token mcp uninstall --client claude-desktop --name work`,
  options: {
    client: { type: 'string' },
    name: { type: 'string' },
    url: { type: 'string' },
    account: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  words: [0, 0],
  run: async (given) => {
    const client = neededClient(given)
    const at = here()
    const { entries } = await readInstallation(client, at)
    const names = chosen(given, entries)
    const dryRun = given.has('dry-run')
    const claude = client.id === 'claude-code' ? findClaude(at) : null
    const change = await explained(client.configFile(at), () =>
      uninstall(client, at, names, { dryRun, claude }),
    )
    if (dryRun) return showChange(change)
    tellChange(client, change, {
      done: `removed ${names.map((name) => `“${name}”`).join(', ')}`,
      already: 'nothing to remove.',
      next: `Restart ${client.name} to apply.`,
    })
  },
}
