/**
 * Atlassian's own MCP server for Jira and Confluence: it has its own sign-in, and the app registers itself there. Source:
 * Atlassian, "Getting started with the Atlassian Remote MCP Server"; `/v1/mcp` is the older URL.
 */
export const atlassianMcp = {
  preset: 'atlassian',
  label: 'Atlassian (Jira and Confluence)',
  url: 'https://mcp.atlassian.com/v1/mcp/authv2',
} as const

/** A server whose URL is filled in. */
export type ServerPreset = typeof atlassianMcp.preset
