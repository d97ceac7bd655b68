import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  getClient,
  type Client,
  type ClientId,
  type Surroundings,
} from '../../../../src/mcp/setup/clients.ts'
import { serverEntry, type ServerEntry } from '../../../../src/mcp/setup/entry.ts'
import { install, uninstall, type SetUpChange } from '../../../../src/mcp/setup/install.ts'

export const url = 'https://mcp.example.com/mcp'

export const entry: ServerEntry = serverEntry(['/usr/bin/node', '/opt/jira-token-tray/jira-token.cjs'], {
  url,
  account: 'work',
  cloudId: null,
  headers: [],
  dataFolder: null,
})

/** A home folder that contains one client's settings file. */
export interface ClientHarness {
  readonly at: Surroundings
  readonly client: Client
  readonly file: string
  text(): Promise<string>
  /** Writes the file like the client or its user would. */
  put(text: string): Promise<void>
  add(name?: string, wanted?: ServerEntry): Promise<SetUpChange>
  remove(...names: string[]): Promise<SetUpChange>
  /** The other files in the file's folder. */
  beside(): Promise<string[]>
  close(): Promise<void>
}

export async function openClientHarness(id: ClientId): Promise<ClientHarness> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'jtt-home-'))
  const at: Surroundings = { platform: 'linux', home, environment: {} }
  const client = getClient(id)
  const file = client.configFile(at)
  const options = { dryRun: false, claude: null }
  return {
    at,
    client,
    file,
    text: () => readFile(file, 'utf8'),
    put: async (text) => {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    },
    add: (name = 'jira', wanted = entry) => install(client, at, name, wanted, options),
    remove: (...names) => uninstall(client, at, names.length === 0 ? ['jira'] : names, options),
    beside: async () => (await readdir(dirname(file))).filter((name) => join(dirname(file), name) !== file),
    close: () => rm(home, { recursive: true, force: true }),
  }
}
