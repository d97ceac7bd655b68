import { assertAccountName } from '../../client/ask-owner.ts'
import { runBridge } from '../../mcp/bridge/run-bridge.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { usageError, type Command } from '../command.ts'
import { note } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'
import { version } from '../version.ts'

/** What the bridge and HTTP themselves say. */
const reserved =
  /^(authorization|x-atlassian-cloud-id|mcp-.*|last-event-id|accept|content-(type|length)|host|connection|transfer-encoding)$/

function parseHeader(text: string): [string, string] {
  const [, name = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*([\x20-\x7e]*)$/.exec(text) ?? []
  if (name === '') throw usageError('--header needs NAME:VALUE')
  if (reserved.test(name.toLowerCase())) throw usageError(`--header can't set ${name}`)
  return [name.toLowerCase(), value.trim()]
}

function parseCloudId(text: string): string {
  if (!/^[\w-]{1,100}$/.test(text)) throw usageError('--cloud-id needs auto, none or an id')
  return text
}

/** `jira-token mcp`: a stdio MCP server in front of a remote one. */
export const mcpCommand: Command = {
  usage: 'mcp --url URL [--account ACCOUNT] [--cloud-id auto|ID|none] [--header NAME:VALUE]…',
  help: `Runs as an MCP server on stdin and stdout, in front of a remote one that speaks Streamable HTTP, and
puts a valid token into each request. For the settings of an MCP client; see docs/mcp.md.

  --url URL            the remote server (https, or http on this computer)
  --account ACCOUNT    whose token; without it, that of the server's own account (accounts add --kind
                       mcp-server), else the default account's
  --cloud-id auto|ID   adds X-Atlassian-Cloud-Id: the account's first site, or this one (default: none)
  --header NAME:VALUE  adds a header; may be given more than once

jira-token mcp install puts it into an MCP client's settings, mcp uninstall takes it out again, mcp list
shows where it is, mcp snippet prints it for other clients.

Example, in the client's settings:
  {"mcpServers": {"jira": {"command": "jira-token",
    "args": ["mcp", "--url", "https://mcp.example.com/mcp", "--cloud-id", "auto"]}}}`,
  options: {
    url: { type: 'string' },
    account: { type: 'string' },
    'cloud-id': { type: 'string' },
    header: { type: 'string', multiple: true },
  },
  words: [0, 0],
  run: async (given) => {
    const url = given.value('url')
    if (url === null) throw usageError('--url is missing')
    if (!isSafeUrl(url)) throw usageError('--url must be https (http only for this computer)')
    const account = given.value('account')
    assertAccountName(account)
    await runBridge({
      url,
      account,
      cloudId: parseCloudId(given.value('cloud-id') ?? 'none'),
      headers: {
        'user-agent': `jira-token/${version}`,
        ...Object.fromEntries(given.values('header').map(parseHeader)),
      },
      connection: ownerConnection('jira-token-mcp'),
      input: process.stdin,
      output: process.stdout,
      note: (text) => note(`jira-token mcp: ${text}`),
      stop: new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
      }),
    })
    // stdin may be open still
    process.exit(0)
  },
}
