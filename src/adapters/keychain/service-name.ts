import { createHash } from 'node:crypto'
import { resolve } from 'node:path'

/** The keychain service of the default data folder. */
const defaultServiceName = 'Jira Token Tray'

/** The keychain service of any other data folder: each folder has its own accounts and secrets. */
export function toServiceName(dataFolder: string): string {
  const suffix = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)
  return `${defaultServiceName} (${suffix})`
}

/**
 * The keychain service for a data folder. On macOS an item belongs to the program that created it, so the agent has its
 * own service there. Source: node-keytar #235.
 */
export function getKeychainService(dataFolder: string, isUsual: boolean, ownerKind: 'app' | 'agent'): string {
  const name = isUsual ? defaultServiceName : toServiceName(dataFolder)
  return process.platform === 'darwin' && ownerKind === 'agent' ? `${name} agent` : name
}
