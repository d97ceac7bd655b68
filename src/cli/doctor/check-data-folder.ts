import { accessSync, constants, existsSync } from 'node:fs'
import { checkOwnerFolder } from '../../adapters/local-api/owner-folder.ts'
import { failed, ok } from '../../adapters/checks/finding.ts'
import type { Finding } from '../../shared/local-api.ts'

/** Whether the data folder is the user's own, and nobody else can put a socket there. */
export function checkDataFolder(dataFolder: string): Finding {
  const subject = { name: 'data folder', account: null }
  if (!existsSync(dataFolder)) return ok(subject, `${dataFolder} is not there yet: the first start makes it`)
  try {
    accessSync(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK)
    checkOwnerFolder(dataFolder)
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isNew) return ok(subject, `${dataFolder}: nobody has held accounts there yet`)
    const remedy = `Make it yours alone: chown it if need be, then chmod 700 ${dataFolder} and the owner folder in it.`
    return failed(subject, error instanceof Error ? error.message : String(error), remedy)
  }
  return ok(subject, dataFolder)
}
