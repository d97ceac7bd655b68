/** The MCP clients that can be set up; see `src/mcp/setup/clients.ts`. */
export const mcpClientIds = [
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'codex',
  'gemini',
  'copilot',
  'opencode',
] as const

export type McpClientId = (typeof mcpClientIds)[number]
