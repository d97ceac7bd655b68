import { commandLine } from '../../shared/quote-for-shell.ts'
import { claudeAddWords } from './claude-command.ts'
import type { Client } from './clients.ts'
import type { ServerEntry } from './entry.ts'

/** An entry in the format of a client's config file. */
export function entryFor(client: Client, entry: ServerEntry): ServerEntry {
  return client.saysType ? { type: 'stdio', ...entry } : entry
}

/**
 * What to paste to set up a client: JSON for its config file, or a command for Claude Code. Without a client, the JSON that
 * most clients read.
 */
export function snippetFor(
  client: Client | null,
  name: string,
  entry: ServerEntry,
  platform: NodeJS.Platform,
): string {
  if (client?.id === 'claude-code') {
    return commandLine(['claude', ...claudeAddWords(name, entry)], platform)
  }
  const server = client === null ? entry : entryFor(client, entry)
  return JSON.stringify({ [client?.container ?? 'mcpServers']: { [name]: server } }, null, 2)
}
