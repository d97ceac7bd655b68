import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { getUsualDataFolder } from '../../ownership/data-folder.ts'

/** Ours beyond doubt. */
const ourNames =
  /^(owner|display|mcp-servers|(settings|history)(\.(last-good|damaged-[\w-]+|newer-[\w-]+))?\.jsonl?|\.jira-token-tray-[\w-]+\.tmp)$/

/** Also what is ours or Chromium's if there is nothing else in the folder. */
const likelyNames =
  /^(logs|tokens|Crashpad|Cookies(-journal)?|Preferences|Local State|Network Persistent State|TransportSecurity|Trust Tokens(-journal)?|SharedStorage(-wal)?|DIPS(-wal)?|Shared Dictionary|(Code|GPU|DawnGraphite|DawnWebGPU)? ?Cache|(Local|Session) Storage|WebStorage|blob_storage|Partitions|Singleton(Lock|Socket|Cookie)|Dictionaries|shared_proto_db|VideoDecodeStats|DevToolsActivePort|lockfile)$/

/**
 * Removes a data folder whose owner has ended. A folder that the user chose may have other files too: then removes only
 * what is ours beyond doubt, and throws an error that names the rest.
 */
export function removeDataFolder(dataFolder: string): void {
  const isOther = (name: string) => !ourNames.test(name) && !likelyNames.test(name)
  const others = dataFolder === getUsualDataFolder() ? [] : readdirSync(dataFolder).filter(isOther)
  if (others.length === 0) return rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 })
  for (const name of readdirSync(dataFolder))
    if (ourNames.test(name)) rmSync(join(dataFolder, name), { recursive: true, force: true })
  throw new Error(
    `your settings and history are removed, but the folder has other files: ${others.join(', ')}. Remove it yourself if you don’t need them`,
  )
}
