import { createHash } from 'node:crypto'
import { resolve } from 'node:path'

/** The name under which the keychain holds the secrets of the usual data folder. */
const defaultServiceName = 'Jira Token Tray'

/** That of another data folder: two data folders are two apps, and neither sees the other's secrets. */
export function serviceNameFor(dataFolder: string): string {
  const mark = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)
  return `${defaultServiceName} (${mark})`
}

/**
 * The name for a data folder, the usual one or another. On macOS an item belongs to the program that made it, so the
 * agent has its own there. Source: node-keytar #235.
 */
export function getKeychainService(dataFolder: string, isUsual: boolean, ownerKind: 'app' | 'agent'): string {
  const name = isUsual ? defaultServiceName : serviceNameFor(dataFolder)
  return process.platform === 'darwin' && ownerKind === 'agent' ? `${name} agent` : name
}
