import { assertAccountName } from '../../client/ask-owner.ts'
import { hasForeignListener } from '../../files/tcp-sockets.ts'
import type { BridgeOptions } from '../../mcp/bridge/run-bridge.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { missing, usageError, type Given } from '../command.ts'
import { version } from '../version.ts'

/** The options of commands that run the bridge. */
export const bridgeOptions = {
  url: { type: 'string' },
  account: { type: 'string' },
  'cloud-id': { type: 'string' },
  header: { type: 'string', multiple: true },
} as const

export type BridgeSettings = Pick<BridgeOptions, 'url' | 'account' | 'cloudId' | 'headers'>

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

/** The value of `--cloud-id`; null without it. Throws `CliError`, usage. */
export function givenCloudId(given: Given): string | null {
  const text = given.value('cloud-id')
  return text === null ? null : parseCloudId(text)
}

/** The values of `--header`, by lowercase name. Throws `CliError`, usage. */
export function givenHeaders(given: Given): Readonly<Record<string, string>> {
  return Object.fromEntries(given.values('header').map(parseHeader))
}

/** Whether the server at this URL is another user's program. Only known on Linux, for http on this computer. */
function isStrangers(url: string): boolean {
  const { protocol, port } = new URL(url)
  if (protocol !== 'http:') return false
  return hasForeignListener(Number(port === '' ? 80 : port))
}

/**
 * What the options say about the bridge. Throws `CliError`, usage.
 *
 * @param note tells the user that the server is a stranger's
 */
export function bridgeSettings(given: Given, note: (text: string) => void): BridgeSettings {
  const url = given.value('url')
  if (url === null) throw missing('--url', 'the URL of the MCP server')
  if (!isSafeUrl(url)) throw usageError('--url must be https (http only on this computer)')
  const account = given.value('account')
  assertAccountName(account)
  if (isStrangers(url))
    note(`Warning: another user of this computer runs ${new URL(url).host} and gets your token`)
  return {
    url,
    account,
    cloudId: givenCloudId(given) ?? 'none',
    headers: { 'user-agent': `jira-token/${version}`, ...givenHeaders(given) },
  }
}
