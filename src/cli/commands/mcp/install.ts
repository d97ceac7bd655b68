import { lastingProgram } from '../../../mcp/setup/bridge-program.ts'
import { findClaude } from '../../../mcp/setup/claude-command.ts'
import { serverEntry, type BridgeTarget } from '../../../mcp/setup/entry.ts'
import { install } from '../../../mcp/setup/install.ts'
import { readInstallation, type InstalledEntry } from '../../../mcp/setup/installation.ts'
import { ownCommand } from '../../../ownership/own-command.ts'
import { defineCommand } from '../../command.ts'
import { explained } from '../../mcp-setup/explain-errors.ts'
import {
  checkAccount,
  here,
  neededClient,
  targetOptions,
  targetUrl,
  toTarget,
} from '../../mcp-setup/setup-options.ts'
import { showChange, tellChange } from '../../mcp-setup/tell-change.ts'

/** Says that an entry was replaced, and names the old server, so that the user can set it up again. */
function changed({ name, url, account }: InstalledEntry, target: BridgeTarget): string {
  const otherUrl = url === target.url ? null : url
  const otherAccount = account === target.account ? null : `as ${account ?? 'any account'}`
  const was = [otherUrl, otherAccount].filter((one) => one !== null).join(' ')
  return `changed “${name}”${was === '' ? '' : ` (was ${was})`}`
}

/** `jira-token mcp install`: adds the bridge to an MCP client. */
export const command = defineCommand({
  description: `Adds an MCP server to a client's config. No token is stored there: the client starts jira-token mcp,
which gets a valid token for every request.`,
  options: {
    client: neededClient,
    url: targetUrl,
    ...targetOptions,
    dryRun: { help: 'show the changes as a diff without making them' },
  },
  notes: `Claude Code is set up with its own command (claude mcp add) if it is on the PATH. Otherwise the
client's config file is edited: comments and everything else stay as they are, and a dated backup is kept
next to it. A file that isn't valid JSON (for Codex, TOML) is left alone.`,
  examples: [
    'jira-token mcp install --client codex --url https://mcp.example.com/mcp',
    'jira-token mcp install --client cursor --url https://mcp.example.com/mcp --dry-run',
    'jira-token mcp install --client claude-desktop --url http://localhost:9000/mcp --cloud-id auto',
  ],
  run: async ({ client, dryRun, ...values }) => {
    const { target, name } = toTarget(values)
    await checkAccount(target.account)
    const at = here()
    const before = (await readInstallation(client, at)).entries.find((one) => one.name === name)
    const entry = serverEntry(lastingProgram(ownCommand(), at), target)
    const claude = client.id === 'claude-code' ? findClaude(at) : null
    const change = await explained(client.configFile(at), () =>
      install(client, at, name, entry, { dryRun, claude }),
    )
    if (dryRun) return showChange(change)
    tellChange(client, change, {
      done: before === undefined ? `added “${name}”` : changed(before, target),
      already: `“${name}” is already set up.`,
      next: client.next,
    })
  },
})
