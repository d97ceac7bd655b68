import { BridgeError } from '../../../mcp/bridge/bridge-error.ts'
import { testServer, type ServerReport } from '../../../mcp/bridge/test-server.ts'
import { readInstallation, type InstalledEntry } from '../../../mcp/setup/installation.ts'
import { toCleanJson } from '../../../shared/clean-text.ts'
import { chooseOne, failure, listOr, missing, type Command, type Given } from '../../command.ts'
import { ownerConnection } from '../../connection.ts'
import { exitCodeFor } from '../../exit-code-for.ts'
import { bridgeOptions, bridgeSettings, type BridgeSettings } from '../../mcp-setup/bridge-settings.ts'
import { givenClient, givenName, here } from '../../mcp-setup/setup-options.ts'
import { note, print } from '../../terminal/print.ts'
import { version } from '../../version.ts'

/** The entry of a client that `--client` and `--name` choose; null without `--client`. Rejects with a `CliError`. */
async function givenEntry(given: Given): Promise<InstalledEntry | null> {
  const client = givenClient(given)
  if (client === null) return null
  if (given.value('url') !== null) throw chooseOne('--url', '--client')
  const { entries, problem, file } = await readInstallation(client, here())
  if (problem !== null) throw failure(`${file} can’t be read (${problem})`)
  const name = givenName(given)
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

/** The options as they are in the entry of a client. */
function withEntry(given: Given, { url, account, cloudId, headers }: InstalledEntry): Given {
  const own: Readonly<Record<string, string | null>> = { url, account, 'cloud-id': cloudId }
  return {
    ...given,
    value: (option) => own[option] ?? given.value(option),
    values: (option) => [...(option === 'header' ? headers : []), ...given.values(option)],
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
export const mcpTestCommand: Command = {
  usage: 'mcp test (--url URL | --client CLIENT [--name NAME]) [--account ACCOUNT] [--json]',
  help: `Connects to an MCP server through the bridge, as your MCP client does, and lists its tools. Shows how
long that takes, or what failed and what to do.

  --url URL            the server
  --client CLIENT      the server that jira-token mcp install added to this client
  --name NAME          its name there, if there are several
  --account, --cloud-id, --header  same as for jira-token mcp
  --json               output JSON

Examples:
  jira-token mcp test --url https://mcp.example.com/mcp
  jira-token mcp test --client cursor`,
  options: {
    ...bridgeOptions,
    client: { type: 'string' },
    name: { type: 'string' },
    json: { type: 'boolean' },
  },
  words: [0, 0],
  run: async (given) => {
    const entry = await givenEntry(given)
    const settings = bridgeSettings(entry === null ? given : withEntry(given, entry), note)
    try {
      const options = { ...settings, connection: ownerConnection(), note }
      const report = await testServer(options, version)
      print(
        given.has('json') ? toCleanJson({ url: settings.url, ...report }, 2) : reportText(settings, report),
      )
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error
      throw failure(error.message, exitCodeFor(error.code))
    }
  },
}
