import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { mcpClientIds, type McpClientId } from '../../shared/mcp-client-ids.ts'

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
  readonly container: 'mcpServers' | 'servers'
  /** Whether its entries need `"type": "stdio"`. */
  readonly saysType: boolean
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

const table: Readonly<Record<ClientId, Client>> = {
  // modelcontextprotocol.io/docs/develop/connect-local-servers; Linux: XDG, as Electron's userData
  'claude-desktop': {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    container: 'mcpServers',
    saysType: false,
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
    saysType: true,
    next: 'Start a new Claude Code session to use it.',
    configFile: (at) => join(read(at, 'CLAUDE_CONFIG_DIR') || at.home, '.claude.json'),
  },
  // cursor.com/docs/mcp: ~/.cursor/mcp.json is for all projects
  cursor: {
    id: 'cursor',
    name: 'Cursor',
    container: 'mcpServers',
    saysType: false,
    next: 'Restart Cursor to use it.',
    configFile: (at) => join(at.home, '.cursor/mcp.json'),
  },
  // code.visualstudio.com/docs/copilot/reference/mcp-configuration: `servers`, with a type. There is
  // `code --add-mcp`, but it passes the job to a running window and does not say whether that worked.
  vscode: {
    id: 'vscode',
    name: 'VS Code',
    container: 'servers',
    saysType: true,
    next: 'To use it, start it in VS Code with “MCP: List Servers”.',
    configFile: (at) => join(settingsFolder(at), 'Code/User/mcp.json'),
  },
}

/** Every client that can be set up. */
export const clients: readonly Client[] = clientIds.map((id) => table[id])

/** The client with that id. */
export function getClient(id: ClientId): Client {
  return table[id]
}
