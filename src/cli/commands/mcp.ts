import { join } from 'node:path'
import { getDataFolder } from '../../ownership/data-folder.ts'
import { assertAccountName } from '../../client/ask-owner.ts'
import { runBridge } from '../../mcp/bridge/run-bridge.ts'
import { hasForeignListener } from '../../files/tcp-sockets.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { missing, usageError, type Command } from '../command.ts'
import { note } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'
import { version } from '../version.ts'

/** Headers that the bridge and HTTP set themselves. */
const reserved =
  /^(authorization|x-atlassian-cloud-id|mcp-.*|last-event-id|accept|content-(type|length)|host|connection|transfer-encoding)$/

function parseHeader(text: string): [string, string] {
  const [, name = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*([\x20-\x7e]*)$/.exec(text) ?? []
  if (name === '') throw usageError('--header must be NAME:VALUE')
  if (reserved.test(name.toLowerCase())) throw usageError(`--header can't set ${name}`)
  return [name.toLowerCase(), value.trim()]
}

function parseCloudId(text: string): string {
  if (!/^[\w-]{1,100}$/.test(text)) throw usageError('--cloud-id must be auto, none, or an ID')
  return text
}

/** Whether the server at this URL is another user's program. Only known on Linux, for http on this computer. */
function isStrangers(url: string): boolean {
  const { protocol, port } = new URL(url)
  if (protocol !== 'http:') return false
  return hasForeignListener(Number(port === '' ? 80 : port))
}

/** `jira-token mcp`: a local proxy (stdio) for a remote MCP server. */
export const mcpCommand: Command = {
  usage: 'mcp --url URL [--account ACCOUNT] [--cloud-id auto|ID|none] [--header NAME:VALUE]…',
  help: `A local proxy for a remote MCP server: it speaks stdio to your MCP client and Streamable HTTP to the
server, and adds a valid token to every request. Your MCP client starts it; see docs/mcp.md.

  --url URL            the remote server (https, or http on this computer)
  --account ACCOUNT    the account whose token to use (default: the account added for this server with
                       accounts add --kind mcp-server, or else the default account)
  --cloud-id auto|ID   add X-Atlassian-Cloud-Id with the account's first site, or this ID (default: none)
  --header NAME:VALUE  add a header; can be repeated

To set up a client, use jira-token mcp install; mcp uninstall undoes it, and mcp list shows which
clients are set up. For other clients, mcp snippet prints the config.

Example of a client's config:
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
    if (url === null) throw missing('--url', 'the URL of the MCP server')
    if (!isSafeUrl(url)) throw usageError('--url must be https (http only on this computer)')
    const account = given.value('account')
    assertAccountName(account)
    const noteAsBridge = (text: string) => note(`jira-token mcp: ${text}`)
    if (isStrangers(url))
      noteAsBridge(`Warning: another user of this computer runs ${new URL(url).host} and gets your token`)
    await runBridge({
      url,
      account,
      cloudId: parseCloudId(given.value('cloud-id') ?? 'none'),
      headers: {
        'user-agent': `jira-token/${version}`,
        ...Object.fromEntries(given.values('header').map(parseHeader)),
      },
      connection: ownerConnection('jira-token-mcp'),
      answersFolder: join(getDataFolder(process.env), 'mcp-servers'),
      input: process.stdin,
      output: process.stdout,
      note: noteAsBridge,
      stop: new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
      }),
    })
    // stdin may still be open
    process.exit(0)
  },
}
