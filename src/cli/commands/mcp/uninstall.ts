import { usageError } from '../../command.ts'
import { findClaude } from '../../../mcp/setup/claude-command.ts'
import { uninstall } from '../../../mcp/setup/install.ts'
import { readInstallation, type InstalledEntry } from '../../../mcp/setup/installation.ts'
import type { Command, Given } from '../../command.ts'
import { explained } from '../../mcp-setup/explain-errors.ts'
import { givenName, here, neededClient } from '../../mcp-setup/setup-options.ts'
import { showChange, tellChange } from '../../mcp-setup/tell-change.ts'

const sameUrl = (one: string, other: string) =>
  one === other || (URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href)

/** The names of the entries that the options mean: `--name` also when it is not ours, to be refused later. */
function chosen(given: Given, entries: readonly InstalledEntry[]): string[] {
  const [name, url, account] = [givenName(given), given.value('url'), given.value('account')]
  if (name !== null && (url !== null || account !== null))
    throw usageError('--name goes with neither --url nor --account')
  if (name !== null) return [name]
  const meant = entries.filter(
    (entry) => (url === null || sameUrl(entry.url, url)) && (account === null || entry.account === account),
  )
  if (meant.length > 1 && url === null && account === null) {
    const names = meant.map((entry) => `${entry.name} (${entry.url})`).join(', ')
    throw usageError(`There are several: ${names}. Choose one with --name or --url.`)
  }
  return meant.map((entry) => entry.name)
}

/** `jira-token mcp uninstall`: takes the bridge out of an MCP client. */
export const mcpUninstallCommand: Command = {
  usage: 'mcp uninstall --client CLIENT [--name NAME | --url URL | --account ACCOUNT] [--dry-run]',
  help: `Takes an entry of jira-token mcp install out of a client; everything else stays. When nothing else
has changed since, the settings file is what it was before, to the byte.

  --client CLIENT    claude-desktop, claude-code, cursor or vscode
  --name NAME        the entry of that name
  --url URL          those of that MCP server
  --account ACCOUNT  those of that account
  --dry-run          shows what would change, and changes nothing

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
      already: 'there is no such entry.',
      next: `${client.name} forgets it at its next start.`,
    })
  },
}
