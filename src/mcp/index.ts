export { ProgramError } from '../client/run-program.ts'
export { McpClient } from './program/mcp-client.ts'
export { TokenAwareMcpWrapper, type WrapperOptions } from './program/token-aware-mcp-wrapper.ts'
export type { McpClientOptions, McpServerInfo, McpTool, McpToolResult } from './program/types.ts'
