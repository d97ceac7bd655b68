import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { mcpClientIds, type McpClientId } from '../../shared/mcp-client-ids.ts'
import type { ServerEntry } from './entry.ts'

/** The computer and user to set up clients for. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly environment: NodeJS.ProcessEnv
}

export const clientIds = mcpClientIds
export type ClientId = McpClientId

/** An MCP client that can be set up. */
export interface Client {
  readonly id: ClientId
  readonly name: string
  /** The object in the config file that contains the servers. */
  readonly container: 'mcpServers' | 'servers' | 'mcp' | 'mcp_servers'
  /** The entry as this client writes it. */
  format(entry: ServerEntry): object
  /** What the user has to do next. */
  readonly next: string
  configFile(at: Surroundings): string
}

const read = ({ environment }: Surroundings, name: string): string => environment[name] ?? ''

/** Where programs on this platform keep their settings. */
function settingsFolder(at: Surroundings): string {
  if (at.platform === 'darwin') return join(at.home, 'Library/Application Support')
  if (at.platform === 'win32') return read(at, 'APPDATA') || join(at.home, 'AppData/Roaming')
  return read(at, 'XDG_CONFIG_HOME') || join(at.home, '.config')
}

/**
 * The Windows package of Claude Desktop (the default since February 2026) sees its own folder instead of %APPDATA%.
 * Source: github.com/anthropics/claude-code issues 25579, 26073.
 */
function packagedClaudeFolder(at: Surroundings): string | null {
  if (at.platform !== 'win32') return null
  const packages = join(read(at, 'LOCALAPPDATA') || join(at.home, 'AppData/Local'), 'Packages')
  try {
    const found = readdirSync(packages).find((name) => name.startsWith('Claude_'))
    return found === undefined ? null : join(packages, found, 'LocalCache/Roaming/Claude')
  } catch {
    return null
  }
}

const plain = (entry: ServerEntry) => entry

const withType = (entry: ServerEntry) => ({ type: 'stdio', ...entry })

/** opencode reads both, and users prefer one. */
function opencodeFile(at: Surroundings): string {
  // the same folder on every platform
  const folder = join(read(at, 'XDG_CONFIG_HOME') || join(at.home, '.config'), 'opencode')
  const [file = '', other = ''] = ['opencode.json', 'opencode.jsonc'].map((name) => join(folder, name))
  return !existsSync(file) && existsSync(other) ? other : file
}

const table: Readonly<Record<ClientId, Client>> = {
  // modelcontextprotocol.io/docs/develop/connect-local-servers; Linux: XDG, as Electron's userData
  'claude-desktop': {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    container: 'mcpServers',
    format: plain,
    next: 'Quit and restart Claude Desktop to use it.',
    configFile: (at) =>
      join(packagedClaudeFolder(at) ?? join(settingsFolder(at), 'Claude'), 'claude_desktop_config.json'),
  },
  // code.claude.com/docs/en/mcp: user scope is ~/.claude.json; with CLAUDE_CONFIG_DIR it is in there
  // (github.com/anthropics/claude-code issue 48448)
  'claude-code': {
    id: 'claude-code',
    name: 'Claude Code',
    container: 'mcpServers',
    format: withType,
    next: 'Start a new Claude Code session to use it.',
    configFile: (at) => join(read(at, 'CLAUDE_CONFIG_DIR') || at.home, '.claude.json'),
  },
  // cursor.com/docs/mcp: ~/.cursor/mcp.json is for all projects
  cursor: {
    id: 'cursor',
    name: 'Cursor',
    container: 'mcpServers',
    format: plain,
    next: 'Restart Cursor to use it.',
    configFile: (at) => join(at.home, '.cursor/mcp.json'),
  },
  // code.visualstudio.com/docs/copilot/reference/mcp-configuration: `servers`, with a type. There is
  // `code --add-mcp`, but it passes the job to a running window and does not say whether that worked.
  vscode: {
    id: 'vscode',
    name: 'VS Code',
    container: 'servers',
    format: withType,
    next: 'To use it, start it in VS Code with “MCP: List Servers”.',
    configFile: (at) => join(settingsFolder(at), 'Code/User/mcp.json'),
  },
  // developers.openai.com/codex/mcp: TOML, shared by the CLI, the IDE extension, and the app. `codex mcp add` writes the
  // same tables (tried with 0.x), but is only there with the CLI.
  codex: {
    id: 'codex',
    name: 'Codex',
    container: 'mcp_servers',
    format: plain,
    next: 'Start a new Codex session to use it.',
    configFile: (at) => join(read(at, 'CODEX_HOME') || join(at.home, '.codex'), 'config.toml'),
  },
  // geminicli.com/docs/tools/mcp-server: variables whose names look secret, such as JIRA_TOKEN_HOME, only reach servers whose
  // `env` contains them. GEMINI_CLI_HOME is in place of the home folder.
  gemini: {
    id: 'gemini',
    name: 'Gemini CLI',
    container: 'mcpServers',
    format: plain,
    next: 'Restart Gemini CLI to use it.',
    configFile: (at) => join(read(at, 'GEMINI_CLI_HOME') || at.home, '.gemini/settings.json'),
  },
  // docs.github.com/en/copilot: "Adding MCP servers for GitHub Copilot CLI", "configuration directory"
  copilot: {
    id: 'copilot',
    name: 'Copilot CLI',
    container: 'mcpServers',
    format: (entry) => ({ type: 'local', ...entry, tools: ['*'] }),
    next: 'Restart Copilot CLI to use it.',
    configFile: (at) => join(read(at, 'COPILOT_HOME') || join(at.home, '.copilot'), 'mcp-config.json'),
  },
  // opencode.ai/docs/mcp-servers, opencode.ai/docs/config: an unknown member makes the whole file invalid
  opencode: {
    id: 'opencode',
    name: 'opencode',
    container: 'mcp',
    format: ({ command, args, env }) => ({
      type: 'local',
      command: [command, ...args],
      ...(env !== undefined && { environment: env }),
    }),
    next: 'Restart opencode to use it.',
    configFile: opencodeFile,
  },
}

/** Every client that can be set up. */
export const clients: readonly Client[] = clientIds.map((id) => table[id])

/** The client with that id. */
export function getClient(id: ClientId): Client {
  return table[id]
}
