import { commandLine } from '../../shared/quote-for-shell.ts'
import { claudeAddWords } from './claude-command.ts'
import { clientIds, getClient, type ClientId } from './clients.ts'
import { withEntry } from './config-text.ts'
import type { ServerEntry } from './entry.ts'

/** What snippets can be made for; `generic` is the JSON that most other clients read. */
export const snippetIds = [...clientIds, 'continue', 'generic'] as const
export type SnippetId = ClientId | 'continue' | 'generic'

/** A file for `.continue/mcpServers`. Source: docs.continue.dev/customize/deep-dives/mcp. */
function continueFile(name: string, { command, args, env }: ServerEntry): string {
  // a JSON string is a YAML string
  const text = (value: string) => JSON.stringify(value)
  const variables = Object.entries(env ?? {}).map(([key, value]) => `      ${key}: ${text(value)}`)
  return [
    `name: ${text(name)}`,
    'version: 0.0.1',
    'schema: v1',
    'mcpServers:',
    `  - name: ${text(name)}`,
    '    type: stdio',
    `    command: ${text(command)}`,
    '    args:',
    ...args.map((word) => `      - ${text(word)}`),
    ...(variables.length === 0 ? [] : ['    env:', ...variables]),
  ].join('\n')
}

/**
 * What to paste to set up a client: an entry in the format of its config file (JSON, TOML, or YAML), or a command for
 * Claude Code.
 */
export function snippetFor(
  id: SnippetId,
  name: string,
  entry: ServerEntry,
  platform: NodeJS.Platform,
): string {
  if (id === 'claude-code') return commandLine(['claude', ...claudeAddWords(name, entry)], platform)
  if (id === 'continue') return continueFile(name, entry)
  if (id === 'generic') return withEntry(null, { container: 'mcpServers', name }, entry).trimEnd()
  const client = getClient(id)
  return withEntry(null, { container: client.container, name }, client.format(entry)).trimEnd()
}
