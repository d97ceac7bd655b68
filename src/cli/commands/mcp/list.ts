import { installations, type InstalledEntry, type Installation } from '../../../mcp/setup/installation.ts'
import { toCleanJson } from '../../../shared/clean-text.ts'
import { defineCommand } from '../../command.ts'
import { jsonOption } from '../../shared-options.ts'
import { print } from '../../terminal/print.ts'
import { clientOption, here } from '../../mcp-setup/setup-options.ts'

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
export const command = defineCommand({
  description: `Shows the supported MCP clients, their config files, and the servers that jira-token mcp install added
there.`,
  options: {
    client: { ...clientOption, help: 'show only this client' },
    json: jsonOption,
  },
  examples: ['jira-token mcp list --json'],
  run: async ({ client, json }) => {
    const found = await installations(here(), client?.id ?? null)
    if (json) return print(toCleanJson(found.map(toJson), 2))
    print(found.flatMap(formatInstallation).join('\n'))
  },
})
