import { assertAccountName } from '../../client/ask-owner.ts'
import { hasForeignListener } from '../../files/tcp-sockets.ts'
import type { BridgeOptions } from '../../mcp/bridge/run-bridge.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { usageError } from '../cli-error.ts'
import type { OptionValues } from '../command.ts'
import { accountArgument } from '../shared-options.ts'
import { version } from '../version.ts'

export type BridgeSettings = Pick<BridgeOptions, 'url' | 'account' | 'cloudId' | 'headers'>

/** Headers that the bridge and HTTP set themselves. */
const reserved =
  /^(authorization|x-atlassian-cloud-id|mcp-.*|last-event-id|accept|content-(type|length)|host|connection|transfer-encoding)$/

function parseHeader(text: string, option: string): [string, string] {
  const [, name = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*([\x20-\x7e]*)$/.exec(text) ?? []
  if (name === '') throw usageError(`${option} must be NAME:VALUE`)
  if (reserved.test(name.toLowerCase())) throw usageError(`${option} can't set ${name}`)
  return [name.toLowerCase(), value.trim()]
}

function parseCloudId(text: string, name: string): string {
  if (!/^[\w-]{1,100}$/.test(text)) throw usageError(`${name} must be auto, none, or an ID`)
  return text
}

/** The URL of the server that the bridge is for. */
export const serverUrl = {
  value: 'URL',
  help: 'the remote server (https, or http on this computer)',
  parse: (text: string, name: string): string => {
    if (isSafeUrl(text)) return text
    throw usageError(`${name} must be https (http only on this computer)`)
  },
}

/** The options of commands that run the bridge. */
export const bridgeOptions = {
  account: {
    ...accountArgument,
    help: `the account whose token to use (default: the account added for this server with accounts add --kind
      mcp-server, or else the default account)`,
  },
  cloudId: {
    value: 'auto|ID|none',
    complete: ['auto', 'none'],
    help: "add X-Atlassian-Cloud-Id with the account's first site, or this ID (default: none)",
    parse: parseCloudId,
  },
  header: { value: 'NAME:VALUE', help: 'add a header; can be repeated', multiple: true, parse: parseHeader },
} as const

export type BridgeValues = OptionValues<typeof bridgeOptions>

/** Whether the server at this URL is another user's program. Only known on Linux, for http on this computer. */
function isStrangers(url: string): boolean {
  const { protocol, port } = new URL(url)
  if (protocol !== 'http:') return false
  return hasForeignListener(Number(port === '' ? 80 : port))
}

/**
 * What the options say about the bridge.
 *
 * @param note tells the user that the server is a stranger's
 */
export function bridgeSettings(
  { url, account, cloudId, header }: BridgeValues & { readonly url: string },
  note: (text: string) => void,
): BridgeSettings {
  assertAccountName(account)
  if (isStrangers(url))
    note(`Warning: another user of this computer runs ${new URL(url).host} and gets your token`)
  return {
    url,
    account,
    cloudId: cloudId ?? 'none',
    headers: { 'user-agent': `jira-token/${version}`, ...Object.fromEntries(header) },
  }
}
