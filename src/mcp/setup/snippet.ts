import { claudeAddWords } from './claude-command.ts'
import type { Client } from './clients.ts'
import type { ServerEntry } from './entry.ts'

const isPlain = (word: string) => /^[\w@%+=:,./\\-]+$/.test(word)

/** A word quoted for a shell: sh, or Windows command lines. */
function quoted(word: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return isPlain(word) ? word : `"${word.replaceAll('"', '\\"')}"`
  return isPlain(word) && !word.includes('\\') ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command to type in a shell. */
export function commandLine(words: readonly string[], platform: NodeJS.Platform): string {
  return words.map((word) => quoted(word, platform)).join(' ')
}

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
