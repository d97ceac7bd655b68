import { BridgeError } from '../../../mcp/bridge/bridge-error.ts'
import { testServer, type ServerReport } from '../../../mcp/bridge/test-server.ts'
import type { Client } from '../../../mcp/setup/clients.ts'
import { readInstallation, type InstalledEntry } from '../../../mcp/setup/installation.ts'
import { toCleanJson } from '../../../shared/clean-text.ts'
import { failure, listOr, missing } from '../../cli-error.ts'
import { defineCommand } from '../../command.ts'
import { jsonOption } from '../../shared-options.ts'
import { ownerConnection } from '../../connection.ts'
import { exitCodeFor } from '../../exit-code-for.ts'
import {
  bridgeOptions,
  bridgeSettings,
  serverUrl,
  type BridgeSettings,
  type BridgeValues,
} from '../../mcp-setup/bridge-settings.ts'
import { clientOption, entryNameOption, here } from '../../mcp-setup/setup-options.ts'
import { note, print } from '../../terminal/print.ts'
import { version } from '../../version.ts'

/** Our entry in a client, with the name that `--name` gives if there are several. Rejects with a `CliError`. */
async function findEntry(client: Client, name: string | null): Promise<InstalledEntry> {
  const { entries, problem, file } = await readInstallation(client, here())
  if (problem !== null) throw failure(`${file} can’t be read (${problem})`)
  const [entry, ...others] = entries.filter((one) => name === null || one.name === name)
  if (entry === undefined)
    throw failure(
      `${client.name} has no ${name === null ? 'entry' : `entry '${name}'`} of ours. Add one: jira-token mcp install --client ${client.id} --url URL`,
    )
  if (others.length > 0) throw missing('--name', listOr(entries.map((one) => one.name)))
  if (!entry.works)
    throw failure(`The program of '${entry.name}' is missing. Run jira-token mcp install again.`)
  return entry
}

/** The options as they are in an entry, which was not typed here, so it is checked like what is. */
function withEntry(values: BridgeValues, { account, cloudId, headers }: InstalledEntry): BridgeValues {
  return {
    account: account ?? values.account,
    cloudId: cloudId === null ? values.cloudId : bridgeOptions.cloudId.parse(cloudId, '--cloud-id'),
    header: [...headers.map((header) => bridgeOptions.header.parse(header, '--header')), ...values.header],
  }
}

function reportText({ url }: BridgeSettings, report: ServerReport): string {
  const { server, protocolVersion, connectMs, listMs, tools } = report
  return [
    `${url} works`,
    `  server   ${server} (protocol ${protocolVersion})`,
    `  connect  ${connectMs} ms, with token and handshake`,
    `  tools    ${tools.length} in ${listMs} ms${tools.length === 0 ? '' : `: ${tools.join(', ')}`}`,
  ].join('\n')
}

/** `jira-token mcp test`: a session of its own with an MCP server. */
export const command = defineCommand({
  description: `Connects to an MCP server through the bridge, as your MCP client does, and lists its tools. Shows how
long that takes, or what failed and what to do.`,
  options: {
    url: { ...serverUrl, help: 'the server' },
    client: { ...clientOption, help: 'the server that jira-token mcp install added to this client' },
    name: { ...entryNameOption, help: 'its name there, if there are several' },
    ...bridgeOptions,
    json: jsonOption,
  },
  exclusive: [['url', 'client']],
  shown: ['url', 'client', 'name', 'account', 'json'],
  examples: ['jira-token mcp test --url https://mcp.example.com/mcp', 'jira-token mcp test --client cursor'],
  run: async ({ url, client, name, json, ...values }) => {
    const entry = client === null ? null : await findEntry(client, name)
    const server = entry === null ? url : serverUrl.parse(entry.url, '--url')
    if (server === null) throw missing('--url', 'the URL of the MCP server')
    const given = entry === null ? values : withEntry(values, entry)
    const settings = bridgeSettings({ ...given, url: server }, note)
    try {
      const options = { ...settings, connection: ownerConnection(), note }
      const report = await testServer(options, version)
      print(json ? toCleanJson({ url: settings.url, ...report }, 2) : reportText(settings, report))
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error
      throw failure(error.message, exitCodeFor(error.code))
    }
  },
})
