import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The keychain service of the usual data folder. */
const usualServiceName = 'Jira Token Tray'

/** The keychain service of any other data folder: each folder has its own accounts and secrets. */
export function toServiceName(dataFolder: string): string {
  const suffix = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)
  return `${usualServiceName} (${suffix})`
}

/** A keychain service that an earlier version used. */
export interface FormerService {
  readonly name: string
  /** Whether a secret of this account there belongs to our data folder. */
  mayHold(accountId: string): boolean
}

export interface KeychainServices {
  readonly service: string
  readonly former: readonly FormerService[]
}

export interface DataFolderNames {
  /** The real path. */
  readonly dataFolder: string
  /** The path it was started with, which may be a symlink. */
  readonly spelled: string
  /** The real path of the folder of a user who has moved nothing. */
  readonly usual: string
}

/** Whether the settings in that data folder know the account. */
function knowsAccount(dataFolder: string, accountId: string): boolean {
  try {
    return readFileSync(join(dataFolder, 'settings.json'), 'utf8').includes(accountId)
  } catch {
    return false
  }
}

/**
 * The keychain service for a data folder, however it was moved there: two folders with one service would share the
 * refresh tokens of a copied account. Earlier versions went by the path as it was spelled, and gave folders that
 * `--user-data-dir` or `XDG_CONFIG_HOME` named the usual service; if both folders know an account, its secret there
 * belongs to the usual one. On macOS an item belongs to the program that created it, so the agent has its own service
 * there. Source: node-keytar #235.
 */
export function getKeychainServices(
  { dataFolder, spelled, usual }: DataFolderNames,
  ownerKind: 'app' | 'agent',
): KeychainServices {
  const toName = (name: string) =>
    process.platform === 'darwin' && ownerKind === 'agent' ? `${name} agent` : name
  const service = toName(dataFolder === usual ? usualServiceName : toServiceName(dataFolder))
  const bySpelling = [...new Set([spelled, dataFolder].map((path) => toName(toServiceName(path))))]
  return {
    service,
    former: [
      ...bySpelling.map((name) => ({ name, mayHold: () => true })),
      { name: toName(usualServiceName), mayHold: (accountId: string) => !knowsAccount(usual, accountId) },
    ].filter(({ name }) => name !== service),
  }
}
