import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { failed, ok } from '../shared/finding.ts'
import { accessAdvice, dataFolderProblem } from '../ownership/data-folder-problem.ts'
import { getOwnerFolder } from '../ownership/owner-folder.ts'
import type { Finding } from '../shared/local-api.ts'

const subject = { name: 'data folder', account: null }

/** What the owner reads every time it starts. */
const files = ['settings.json', 'history.jsonl']

/** Why the owner can't use this file; null when it can, or when it doesn't exist yet. */
function checkFile(path: string): Finding | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (!found.isFile())
    return failed(subject, `${path} is not a file`, 'Move it away, then restart the app or background agent.')
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return null
  } catch {
    return failed(subject, `you don’t have read and write access to ${path}`, `${accessAdvice(path, 'rw')}.`)
  }
}

/** Whether the data folder belongs to the user, is usable, and nobody else can put a socket there. */
export function checkDataFolder(dataFolder: string): Finding {
  const problem = dataFolderProblem(dataFolder)
  if (problem !== null) return failed(subject, problem.finding, problem.remedy)
  if (!existsSync(dataFolder)) return ok(subject, `${dataFolder} (will be created on first use)`)
  for (const file of files) {
    const finding = checkFile(join(dataFolder, file))
    if (finding !== null) return finding
  }
  const isNew = !existsSync(getOwnerFolder(dataFolder))
  return ok(subject, isNew ? `${dataFolder} (not used yet)` : dataFolder)
}
