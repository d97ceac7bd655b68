import { claudeAddWords } from './claude-command.ts'
import type { Client } from './clients.ts'
import type { ServerEntry } from './entry.ts'

const isPlain = (word: string) => /^[\w@%+=:,./\\-]+$/.test(word)

/** A word as a shell takes it: sh, or the command lines of Windows. */
function quoted(word: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return isPlain(word) ? word : `"${word.replaceAll('"', '\\"')}"`
  return isPlain(word) && !word.includes('\\') ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command as one types it. */
export function commandLine(words: readonly string[], platform: NodeJS.Platform): string {
  return words.map((word) => quoted(word, platform)).join(' ')
}

/** An entry as a client's config file has it. */
export function entryFor(client: Client, entry: ServerEntry): ServerEntry {
  return client.saysType ? { type: 'stdio', ...entry } : entry
}

/**
 * What a person puts into a client's settings: JSON for its config file, for Claude Code a command. Without a client:
 * the JSON that most of them read.
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
