import type { McpClient, McpSetUp } from '../../shared/mcp-setup.ts'
import { AppError } from '../../shared/error-codes.ts'
import { findBridgeProgram } from './bridge-program.ts'
import { getClient, type ClientId, type Surroundings } from './clients.ts'
import { serverEntry, type BridgeTarget } from './entry.ts'
import { defaultEntryName, freeName } from './entry-name.ts'
import { install, uninstall } from './install.ts'
import { readInstallation, installations, type Installation, type InstalledEntry } from './installation.ts'
import { snippetFor } from './snippet.ts'
import { urlProblem } from './target-url.ts'

/** The account that a client is set up for. */
export interface BridgedAccount {
  readonly id: string
  readonly name: string
  /** Whether it is the one that a bridge takes when it is told none. */
  readonly isDefault: boolean
  /** The MCP server that it is for; null for one that any server may need. */
  readonly serverUrl: string | null
}

/** The set-up in MCP clients, for the app. */
export interface AccountSetUp {
  state(account: BridgedAccount): Promise<McpSetUp>
  /** Rejects with `invalidInput` for the URL, `mcpProgramMissing`, and as `install`. */
  install(account: BridgedAccount, client: ClientId, url: string): Promise<void>
  /** Rejects as `uninstall`. */
  uninstall(account: BridgedAccount, client: ClientId): Promise<void>
  /** What a person puts into a client's settings; throws `invalidInput` for the URL. */
  snippet(account: BridgedAccount, url: string): string
}

export interface AccountSetUpOptions {
  readonly at: Surroundings
  /** The folder of the source that the app runs from; null for a packaged app. */
  readonly checkout: string | null
  /** Where the app keeps its files, if that is not the usual place. */
  readonly dataFolder: string | null
}

function belongsTo({ id, name, isDefault, serverUrl }: BridgedAccount, entry: InstalledEntry): boolean {
  const { account, url } = entry
  if (account !== null) return account === id || account.toLowerCase() === name.toLowerCase()
  return serverUrl === null ? isDefault : url === serverUrl
}

function clientState(account: BridgedAccount, installation: Installation): McpClient {
  const { client, file, isPresent, problem, entries } = installation
  const own = entries.filter((entry) => belongsTo(account, entry))
  const [first] = own
  const state = () => {
    if (problem !== null) return 'broken'
    if (first === undefined) return isPresent ? 'off' : 'absent'
    return own.every(({ works }) => works) ? 'on' : 'stale'
  }
  const { id, name, next } = client
  return { id, name, file, next, problem, state: state(), url: first?.url ?? null }
}

/** Sets clients up by editing their settings: an app runs no other program for it (a user may do that by hand). */
export function createAccountSetUp({ at, checkout, dataFolder }: AccountSetUpOptions): AccountSetUp {
  const options = { dryRun: false, claude: null }
  const program = () => findBridgeProgram(at, checkout)

  const getTarget = (account: BridgedAccount, text: string): BridgeTarget => {
    const url = text.trim()
    const problem = urlProblem(url)
    if (problem !== null) throw new AppError('invalidInput', problem, { field: 'url' })
    // by its id: a name may change
    return { url, account: account.id, dataFolder }
  }

  return {
    state: async (account) => {
      const clients = (await installations(at)).map((one) => clientState(account, one))
      const known = clients.find(({ url }) => url !== null)?.url ?? null
      return { ready: program() !== null, url: account.serverUrl ?? known, clients }
    },
    install: async (account, id, text) => {
      const target = getTarget(account, text)
      const found = program()
      if (found === null) throw new AppError('mcpProgramMissing')
      const client = getClient(id)
      const { entries, names } = await readInstallation(client, at)
      const name =
        entries.find((entry) => belongsTo(account, entry))?.name ??
        freeName(defaultEntryName(account.name, target.url), (one) => names.has(one))
      await install(client, at, name, serverEntry(found, target), options)
    },
    uninstall: async (account, id) => {
      const client = getClient(id)
      const { entries } = await readInstallation(client, at)
      const own = entries.filter((entry) => belongsTo(account, entry)).map(({ name }) => name)
      await uninstall(client, at, own, options)
    },
    snippet: (account, text) => {
      const target = getTarget(account, text)
      const name = defaultEntryName(account.name, target.url)
      return snippetFor(null, name, serverEntry(program(), target), at.platform)
    },
  }
}
