import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import type { Client, ClientId, Surroundings } from './clients.ts'
import { clients } from './clients.ts'
import { readConfigFile } from './config-file.ts'
import { serversIn } from './config-text.ts'
import { findClaude } from './claude-command.ts'
import { readEntry, type OurEntry } from './entry.ts'

/** One of our entries in a client's config. */
export interface InstalledEntry extends OurEntry {
  readonly name: string
  /** Whether the program it starts still exists. */
  readonly works: boolean
}

/** The setup of one client. */
export interface Installation {
  readonly client: Client
  readonly file: string
  /** Whether the client seems to be installed. */
  readonly isPresent: boolean
  /** Every server in its config, ours or not. */
  readonly names: ReadonlySet<string>
  readonly entries: readonly InstalledEntry[]
  /** Why its config can't be read; null if it can. */
  readonly problem: string | null
}

const programExists = (program: string) => !/[\\/]/.test(program) || existsSync(program)

/** Our entries among the servers of a client. */
export function ourEntriesIn(servers: ReadonlyMap<string, unknown>): InstalledEntry[] {
  return [...servers].flatMap(([name, value]) => {
    const entry = readEntry(value)
    return entry === null ? [] : [{ name, ...entry, works: entry.programs.every(programExists) }]
  })
}

/** Reads a client's config. A broken file doesn't reject; it is reported as `problem`. */
export async function readInstallation(client: Client, at: Surroundings): Promise<Installation> {
  const file = client.configFile(at)
  const isPresent =
    client.id === 'claude-code'
      ? existsSync(file) || findClaude(at) !== null
      : existsSync(file) || existsSync(dirname(file))
  const plain = { client, file, isPresent, names: new Set<string>(), entries: [] }
  try {
    const { content } = await readConfigFile(file)
    const servers = serversIn(content?.text ?? null, client.container)
    return { ...plain, names: new Set(servers.keys()), entries: ourEntriesIn(servers), problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ...plain, problem: error.detail ?? error.code }
  }
}

/** The setup of every client. */
export function installations(at: Surroundings, only: ClientId | null = null): Promise<Installation[]> {
  const wanted = clients.filter(({ id }) => only === null || id === only)
  return Promise.all(wanted.map((client) => readInstallation(client, at)))
}
