import { installations, type InstalledEntry, type Installation } from '../../../mcp/setup/installation.ts'
import { toCleanJson } from '../../../shared/clean-text.ts'
import type { Command } from '../../command.ts'
import { print } from '../../terminal/print.ts'
import { givenClient, here } from '../../mcp-setup/setup-options.ts'

function entryLine({ name, url, account, works }: InstalledEntry): string {
  const whose = account === null ? '' : ` as ${account}`
  return `${name}: ${url}${whose}${works ? '' : '  (its program is missing: install it again)'}`
}

function describeState({ isPresent, entries, problem }: Installation): string[] {
  if (problem !== null) return [`the config file can’t be read (${problem})`]
  if (entries.length > 0) return entries.map(entryLine)
  return [isPresent ? 'not set up' : 'not found on this computer']
}

const nameWidth = 15

function formatInstallation(installation: Installation): string[] {
  const { client, file } = installation
  const indent = ' '.repeat(nameWidth)
  const [first = '', ...more] = describeState(installation)
  return [client.name.padEnd(nameWidth) + first, ...more.map((line) => indent + line), indent + file]
}

const toJson = ({ client, file, isPresent, entries, problem }: Installation) => ({
  client: client.id,
  name: client.name,
  file,
  found: isPresent,
  problem,
  entries: entries.map(({ name, url, account, works }) => ({ name, url, account, works })),
})

/** `jira-token mcp list`: where the bridge is installed. */
export const mcpListCommand: Command = {
  usage: 'mcp list [--client CLIENT] [--json]',
  help: `Shows the supported MCP clients, their config files, and the servers that jira-token mcp install added
there.

Example:
  jira-token mcp list --json`,
  options: { client: { type: 'string' }, json: { type: 'boolean' } },
  words: [0, 0],
  run: async (given) => {
    const found = await installations(here(), givenClient(given)?.id ?? null)
    if (given.has('json')) return print(toCleanJson(found.map(toJson), 2))
    print(found.flatMap(formatInstallation).join('\n'))
  },
}
