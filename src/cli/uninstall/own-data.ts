import { accessSync, constants, existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { findOwnAutostart } from '../../checks/check-autostart.ts'
import { findInstalledCommand } from '../../checks/find-installed-command.ts'
import { findAgentService } from '../../client/agent-service/find-service.ts'
import { OwnerError } from '../../client/owner-error.ts'
import { findClaude } from '../../mcp/setup/claude-command.ts'
import { uninstall } from '../../mcp/setup/install.ts'
import { installations, type InstalledEntry } from '../../mcp/setup/installation.ts'
import { getDataFolder, toRealPath } from '../../ownership/data-folder.ts'
import { generationsIn, getOwnerFolder } from '../../ownership/owner-folder.ts'
import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountStatus, Status } from '../../shared/local-api.ts'
import { failure } from '../cli-error.ts'
import { ask } from '../connection.ts'
import { explained } from '../mcp-setup/explain-errors.ts'
import { here } from '../mcp-setup/setup-options.ts'
import { findCompletions } from './completions.ts'
import { removeDataFolder } from './remove-data-folder.ts'
import { stopOwner } from './stop-owner.ts'

/** One thing that belongs to the user. Its text is not cleaned. */
export interface OwnDataPart {
  readonly what: string
  /** What comes after it must stay if it can't be removed: it would be lost, or come back. */
  readonly isNeeded: boolean
  /** Rejects with an error whose message says what failed. */
  remove(): Promise<unknown> | void
}

export interface OwnData {
  /** In the order in which to remove them. */
  readonly parts: readonly OwnDataPart[]
  /** What is not removed, as texts that are not cleaned. */
  readonly stays: readonly string[]
}

/** Starts an owner if there are settings, because only an owner can remove secrets. null: there are no accounts. */
async function readStatus(dataFolder: string): Promise<Status | null> {
  const isUsed =
    existsSync(dataFolder) && readdirSync(dataFolder).some((name) => name.startsWith('settings.'))
  if (!isUsed && generationsIn(getOwnerFolder(dataFolder)).length === 0) return null
  try {
    return await ask('status')
  } catch (error) {
    if (!(error instanceof OwnerError)) throw error
    throw failure(
      `nothing was removed, because your accounts can’t be read, and their tokens would stay in the keychain. ${error.message}`,
    )
  }
}

function toAccountPart({ id, name, syncedFiles }: AccountStatus): OwnDataPart {
  const files = syncedFiles.filter(({ kind }) => kind === 'token').map(({ path }) => path)
  const withFiles = files.length === 0 ? '' : `, and the token in ${files.join(', ')}`
  return {
    what: `the account ${name}, with its tokens and client secret in the keychain${withFiles}`,
    isNeeded: true,
    remove: () => ask('removeAccount', { account: id }),
  }
}

function findAccounts({ accounts, notices }: Status): OwnDataPart[] {
  const secrets: OwnDataPart = {
    what: 'secrets of accounts that could not be read, in the keychain',
    isNeeded: true,
    remove: () => ask('removeSecrets'),
  }
  return [...accounts.map(toAccountPart), ...(notices.length === 0 ? [] : [secrets])]
}

/** Whether a bridge that is started like this uses this data folder. */
function usesFolder({ dataFolder: named }: InstalledEntry, dataFolder: string): boolean {
  const folder = named === null ? getDataFolder({ ...process.env, JIRA_TOKEN_HOME: '' }) : toRealPath(named)
  return folder === dataFolder
}

async function findMcpEntries(dataFolder: string): Promise<OwnDataPart[]> {
  const at = here()
  return (await installations(at)).flatMap(({ client, file, entries }) => {
    const names = entries.filter((entry) => usesFolder(entry, dataFolder)).map(({ name }) => name)
    if (names.length === 0) return []
    const claude = client.id === 'claude-code' ? findClaude(at) : null
    const part: OwnDataPart = {
      what: `${names.map((name) => `“${name}”`).join(', ')} in the settings of ${client.name} (${file})`,
      isNeeded: false,
      remove: () => explained(file, () => uninstall(client, at, names, { dryRun: false, claude })),
    }
    return [part]
  })
}

async function findService(): Promise<OwnDataPart[]> {
  const service = await findAgentService(process.env)
  if (!(await service.state()).installed) return []
  const remove = async (): Promise<void> => {
    await service.uninstall()
    // elsewhere, its log is the system's
    if (isAbsolute(service.log)) rmSync(service.log, { force: true })
  }
  return [{ what: `the installed background agent (${service.file})`, isNeeded: true, remove }]
}

function findFiles(dataFolder: string): OwnDataPart[] {
  const autostart = findOwnAutostart(process.env)
  const files = [
    ...(autostart === null ? [] : [{ path: autostart, what: `start at login (${autostart})` }]),
    ...findCompletions(process.env).files.map((path) => ({ path, what: `completions (${path})` })),
  ].map(({ path, what }) => ({ what, isNeeded: false, remove: () => rmSync(path, { force: true }) }))
  const what = `settings, history, and logs (${dataFolder})`
  if (existsSync(dataFolder))
    files.push({ what, isNeeded: false, remove: () => removeDataFolder(dataFolder) })
  return [...files, ...findCommand()]
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** What the app has installed on request, and no package manager knows of. It may be this program, so it comes last. */
function findCommand(): OwnDataPart[] {
  const place = findInstalledCommand(process.env)
  if (place === null || !isWritable(dirname(place.link))) return []
  const paths = [place.link, place.copies].filter((path) => path !== null)
  const remove = (): void => paths.forEach((path) => rmSync(path, { recursive: true, force: true }))
  return [{ what: `the command that the app has installed (${paths.join(', ')})`, isNeeded: false, remove }]
}

/** What is in other hands than ours. */
function findWhatStays(status: Status | null): string[] {
  const accounts = status?.accounts ?? []
  const envFiles = accounts.flatMap(({ syncedFiles }) => syncedFiles.filter(({ kind }) => kind === 'env'))
  const isOn = process.platform !== 'linux' && status?.startAtLogin === true
  const command = findInstalledCommand(process.env)
  const isFixed = command !== null && !isWritable(dirname(command.link))
  return [
    ...envFiles.map(({ path }) => `${path}: only the token in it is removed`),
    ...findCompletions(process.env).lines.map((file) => `the line in ${file} that loads completions`),
    ...(isFixed ? [`${command.link}, which the app has installed: sudo rm ${command.link}`] : []),
    ...(isOn ? ['start at login, which only the app can turn off: do that in its menu first'] : []),
    ...new Set(
      accounts.map(({ kind }) => `access that you granted at ${kindTraits[kind].provider}: revoke it there`),
    ),
  ]
}

/**
 * Finds everything that belongs to this user. Starts an owner if there may be accounts. Rejects with a `CliError` if they
 * can't be read.
 */
export async function findOwnData(): Promise<OwnData> {
  const dataFolder = getDataFolder(process.env)
  const status = await readStatus(dataFolder)
  const owner: OwnDataPart = {
    what: 'the running app or background agent, which ends',
    isNeeded: true,
    remove: stopOwner,
  }
  return {
    parts: [
      ...(status === null ? [] : findAccounts(status)),
      ...(await findMcpEntries(dataFolder)),
      ...(await findService()),
      ...(status === null ? [] : [owner]),
      ...findFiles(dataFolder),
    ],
    stays: findWhatStays(status),
  }
}
