import { findClaude } from '../../../mcp/setup/claude-command.ts'
import { uninstall } from '../../../mcp/setup/install.ts'
import { readInstallation, type InstalledEntry } from '../../../mcp/setup/installation.ts'
import { usageError } from '../../cli-error.ts'
import { defineCommand } from '../../command.ts'
import { accountOption } from '../../shared-options.ts'
import { explained } from '../../mcp-setup/explain-errors.ts'
import { entryNameOption, here, neededClient } from '../../mcp-setup/setup-options.ts'
import { showChange, tellChange } from '../../mcp-setup/tell-change.ts'

const sameUrl = (one: string, other: string) =>
  one === other || (URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href)

/** The values of the options that select entries. */
type Choice = Readonly<Record<'name' | 'url' | 'account', string | null>>

/** The names of the entries that the options select: `--name` even if it is not ours, to be refused later. */
function chosen({ name, url, account }: Choice, entries: readonly InstalledEntry[]): string[] {
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
export const command = defineCommand({
  description: `Removes a server that jira-token mcp install added to a client. Everything else stays as it is. If
nothing else has changed since, the config file is restored byte for byte.`,
  options: {
    client: neededClient,
    name: { ...entryNameOption, help: 'remove the server with this name' },
    url: { value: 'URL', help: 'remove the servers with this URL' },
    account: { ...accountOption, help: 'remove the servers that use this account' },
    dryRun: { help: 'show the changes without making them' },
  },
  exclusive: [['name', ['url', 'account']]],
  examples: [
    'jira-token mcp uninstall --client cursor',
    'jira-token mcp uninstall --client claude-desktop --name work',
  ],
  run: async ({ client, dryRun, ...choice }) => {
    const at = here()
    const { entries } = await readInstallation(client, at)
    const names = chosen(choice, entries)
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
})
