import { toNameKey } from '../../shared/account-name.ts'
import type { McpClient, McpSetUp } from '../../shared/mcp-setup.ts'
import { AppError } from '../../shared/error-codes.ts'
import { findBridgeProgram, type AppPrograms } from './bridge-program.ts'
import { getClient, type ClientId, type Surroundings } from './clients.ts'
import { serverEntry, type BridgeTarget } from './entry.ts'
import { defaultEntryName, freeName } from './entry-name.ts'
import { install, uninstall } from './install.ts'
import { readInstallation, installations, type Installation, type InstalledEntry } from './installation.ts'
import { snippetFor } from './snippet.ts'
import { urlProblem } from './target-url.ts'

/** The account to set up in a client. */
export interface BridgedAccount {
  readonly id: string
  readonly name: string
  /** Whether a bridge without an account uses this one. */
  readonly isDefault: boolean
  /** The account's own MCP server; null if it can be used with any server. */
  readonly serverUrl: string | null
}

/** Sets up MCP clients, for the app. */
export interface AccountSetUp {
  state(account: BridgedAccount): Promise<McpSetUp>
  /** Rejects with `invalidInput` for the URL, with `mcpProgramMissing`, or as `install`. */
  install(account: BridgedAccount, client: ClientId, url: string): Promise<void>
  /** Rejects as `uninstall`. */
  uninstall(account: BridgedAccount, client: ClientId): Promise<void>
  /** The text to paste into a client's config; throws `invalidInput` for the URL. */
  snippet(account: BridgedAccount, url: string): string
}

export interface AccountSetUpOptions {
  readonly at: Surroundings
  readonly programs: AppPrograms
  /** The app's data folder, if it is not the default. */
  readonly dataFolder: string | null
}

function belongsTo({ id, name, isDefault, serverUrl }: BridgedAccount, entry: InstalledEntry): boolean {
  const { account, url } = entry
  if (account !== null) return account === id || toNameKey(account) === toNameKey(name)
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

/** Sets up clients by editing their config files; never runs other programs, unlike `jira-token mcp install`. */
export function createAccountSetUp({ at, programs, dataFolder }: AccountSetUpOptions): AccountSetUp {
  const options = { dryRun: false, claude: null }
  const program = () => findBridgeProgram(at, programs)

  const getTarget = (account: BridgedAccount, text: string, own?: InstalledEntry): BridgeTarget => {
    const url = text.trim()
    const problem = urlProblem(url)
    if (problem !== null) throw new AppError('invalidInput', problem, { field: 'url' })
    // by id, because the name may change
    const { cloudId, headers } = own ?? { cloudId: null, headers: [] }
    return { url, account: account.id, cloudId, headers, dataFolder }
  }

  return {
    state: async (account) => {
      const clients = (await installations(at)).map((one) => clientState(account, one))
      const known = clients.find(({ url }) => url !== null)?.url ?? null
      return { ready: program() !== null, url: account.serverUrl ?? known, clients }
    },
    install: async (account, id, text) => {
      getTarget(account, text)
      const found = program()
      if (found === null) throw new AppError('mcpProgramMissing')
      const client = getClient(id)
      const { entries, names } = await readInstallation(client, at)
      const own = entries.find((entry) => belongsTo(account, entry))
      // what the window can't show, it doesn't change
      const target = getTarget(account, text, own)
      const name = own?.name ?? freeName(defaultEntryName(account.name, target.url), (one) => names.has(one))
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
      return snippetFor('generic', name, serverEntry(program(), target), at.platform)
    },
  }
}
