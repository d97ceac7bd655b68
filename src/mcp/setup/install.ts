import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../shared/error-codes.ts'
import { claudeAddWords, claudeRemoveWords, runClaude } from './claude-command.ts'
import type { Client, Surroundings } from './clients.ts'
import { readConfigFile } from './config-file.ts'
import { serversIn, withEntry, withoutEntry } from './config-text.ts'
import { editConfig, type FileChange } from './edit-config.ts'
import { readEntry, type ServerEntry } from './entry.ts'
import { ourEntriesIn } from './installation.ts'

/** What was changed, or would be in a dry run. */
export type SetUpChange =
  | { readonly kind: 'none'; readonly path: string }
  | ({ readonly kind: 'file' } & FileChange)
  /** The arguments of each command that was run. */
  | { readonly kind: 'commands'; readonly program: string; readonly commands: readonly (readonly string[])[] }

export interface SetUpOptions {
  readonly dryRun: boolean
  /** Claude Code's own program to make the change with; null edits the file. */
  readonly claude: string | null
}

function hasOurs(container: string): (text: string) => boolean {
  return (text) => {
    try {
      return ourEntriesIn(serversIn(text, container)).length > 0
    } catch {
      return false
    }
  }
}

function assertOurs(servers: ReadonlyMap<string, unknown>, name: string): void {
  if (readEntry(servers.get(name)) === null) throw new AppError('mcpNameTaken', `“${name}”`)
}

async function readServers(client: Client, path: string): Promise<ReadonlyMap<string, unknown>> {
  const { content } = await readConfigFile(path)
  return serversIn(content?.text ?? null, client.container)
}

async function change(
  client: Client,
  path: string,
  dryRun: boolean,
  edit: (text: string | null, earlier: readonly string[]) => string | null,
): Promise<SetUpChange> {
  const done = await editConfig({ path, change: edit, hasOurs: hasOurs(client.container), dryRun })
  return done.before === done.after ? { kind: 'none', path } : { kind: 'file', ...done }
}

async function run(
  program: string,
  commands: readonly (readonly string[])[],
  dryRun: boolean,
  { environment }: Surroundings,
): Promise<SetUpChange> {
  if (!dryRun) for (const words of commands) await runClaude(program, words, environment)
  return { kind: 'commands', program, commands }
}

/**
 * Adds a server to a client, or updates ours with that name. Rejects with `mcpNameTaken` if a server with that name is not
 * ours, or with `mcpConfigUnusable`, `mcpConfigNotWritten`, or `mcpClientFailed`.
 */
export async function install(
  client: Client,
  at: Surroundings,
  name: string,
  wanted: ServerEntry,
  { dryRun, claude }: SetUpOptions,
): Promise<SetUpChange> {
  const path = client.configFile(at)
  const entryBeside = (found: unknown) => ({ ...client.format(wanted), ...extrasOf(found) })
  if (claude !== null) {
    const servers = await readServers(client, path)
    if (servers.has(name)) assertOurs(servers, name)
    const entry = entryBeside(servers.get(name))
    if (isSame(servers.get(name), entry)) return { kind: 'none', path }
    const add = claudeAddWords(name, wanted)
    return run(claude, servers.has(name) ? [claudeRemoveWords(name), add] : [add], dryRun, at)
  }
  return change(client, path, dryRun, (text) => {
    const servers = serversIn(text, client.container)
    if (servers.has(name)) assertOurs(servers, name)
    const entry = entryBeside(servers.get(name))
    if (isSame(servers.get(name), entry)) return text
    return withEntry(text, { container: client.container, name }, entry)
  })
}

/** What a user or client has added to an entry: time limits, approved tools, whether it is on. */
function extrasOf(found: unknown): object {
  if (typeof found !== 'object' || found === null) return {}
  const ours = new Set(['type', 'command', 'args', 'env', 'environment'])
  return Object.fromEntries(Object.entries(found).filter(([key]) => !ours.has(key)))
}

/** Claude Code writes an empty `env`. */
function isSame(found: unknown, wanted: object): boolean {
  const plain = (value: object) => ({ env: {}, ...value })
  return typeof found === 'object' && found !== null && isDeepStrictEqual(plain(found), plain(wanted))
}

/**
 * Removes our servers from a client, and nothing else; missing names are no error. Rejects with `mcpNameTaken` if one is
 * not ours, or with `mcpConfigUnusable`, `mcpConfigNotWritten`, or `mcpClientFailed`.
 */
export async function uninstall(
  client: Client,
  at: Surroundings,
  names: readonly string[],
  { dryRun, claude }: SetUpOptions,
): Promise<SetUpChange> {
  const path = client.configFile(at)
  if (claude !== null) {
    const servers = await readServers(client, path)
    const there = names.filter((name) => servers.has(name))
    for (const name of there) assertOurs(servers, name)
    return there.length === 0 ? { kind: 'none', path } : run(claude, there.map(claudeRemoveWords), dryRun, at)
  }
  return change(client, path, dryRun, (text, earlier) => {
    // even if there is nothing to remove, so that a broken file is reported
    const servers = serversIn(text, client.container)
    const there = names.filter((name) => servers.has(name))
    for (const name of there) assertOurs(servers, name)
    return there.reduce<string | null>(
      (left, name) =>
        left === null ? null : withoutEntry(left, { container: client.container, name }, earlier),
      text,
    )
  })
}
