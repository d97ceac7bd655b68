import { normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { getClient, type ClientId } from '../../../../src/mcp/setup/clients.ts'

const file = (id: ClientId, platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}) =>
  getClient(id).configFile({ platform, home: '/home/zoë', environment })

describe('the settings file', () => {
  it.each<[ClientId, NodeJS.Platform, string]>([
    ['claude-desktop', 'darwin', '/home/zoë/Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-desktop', 'win32', '/home/zoë/AppData/Roaming/Claude/claude_desktop_config.json'],
    ['claude-desktop', 'linux', '/home/zoë/.config/Claude/claude_desktop_config.json'],
    ['claude-code', 'linux', '/home/zoë/.claude.json'],
    ['cursor', 'darwin', '/home/zoë/.cursor/mcp.json'],
    ['cursor', 'win32', '/home/zoë/.cursor/mcp.json'],
    ['vscode', 'darwin', '/home/zoë/Library/Application Support/Code/User/mcp.json'],
    ['vscode', 'win32', '/home/zoë/AppData/Roaming/Code/User/mcp.json'],
    ['vscode', 'linux', '/home/zoë/.config/Code/User/mcp.json'],
    ['codex', 'darwin', '/home/zoë/.codex/config.toml'],
    ['codex', 'win32', '/home/zoë/.codex/config.toml'],
    ['gemini', 'linux', '/home/zoë/.gemini/settings.json'],
    ['copilot', 'win32', '/home/zoë/.copilot/mcp-config.json'],
    ['opencode', 'linux', '/home/zoë/.config/opencode/opencode.json'],
    ['opencode', 'darwin', '/home/zoë/.config/opencode/opencode.json'],
    ['opencode', 'win32', '/home/zoë/.config/opencode/opencode.json'],
  ])('of %s on %s is %s', (id, platform, path) => {
    expect(file(id, platform)).toBe(normalize(path))
  })

  it('is wherever the environment says', () => {
    expect(file('vscode', 'linux', { XDG_CONFIG_HOME: '/xdg' })).toBe(normalize('/xdg/Code/User/mcp.json'))
    expect(file('vscode', 'win32', { APPDATA: '/roaming' })).toBe(normalize('/roaming/Code/User/mcp.json'))
    expect(file('codex', 'linux', { CODEX_HOME: '/other' })).toBe(normalize('/other/config.toml'))
    expect(file('gemini', 'linux', { GEMINI_CLI_HOME: '/other' })).toBe(
      normalize('/other/.gemini/settings.json'),
    )
    expect(file('copilot', 'linux', { COPILOT_HOME: '/other' })).toBe(normalize('/other/mcp-config.json'))
    expect(file('opencode', 'linux', { XDG_CONFIG_HOME: '/xdg' })).toBe(
      normalize('/xdg/opencode/opencode.json'),
    )
    expect(file('claude-code', 'linux', { CLAUDE_CONFIG_DIR: '/other' })).toBe(
      normalize('/other/.claude.json'),
    )
  })
})
