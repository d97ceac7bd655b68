import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { failed, ok } from '../shared/finding.ts'
import { dataFolderProblem } from '../ownership/data-folder-problem.ts'
import { getOwnerFolder } from '../ownership/owner-folder.ts'
import type { Finding } from '../shared/local-api.ts'

const subject = { name: 'data folder', account: null }

/** What the owner reads at each start. */
const files = ['settings.json', 'history.jsonl']

/** Why the owner can't use a file of that name; null when it can, or when there is none yet. */
function checkFile(path: string): Finding | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (!found.isFile())
    return failed(subject, `${path} is not a file`, 'Move it away; then end the owner, and start it again.')
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return null
  } catch {
    return failed(subject, `${path} can’t be read and written by you`, `chmod u+rw ${path}`)
  }
}

/** Whether the data folder is the user's own, can be used, and nobody else can put a socket there. */
export function checkDataFolder(dataFolder: string): Finding {
  const problem = dataFolderProblem(dataFolder)
  if (problem !== null) return failed(subject, problem.finding, problem.remedy)
  if (!existsSync(dataFolder)) return ok(subject, `${dataFolder} is not there yet: the first start makes it`)
  for (const file of files) {
    const finding = checkFile(join(dataFolder, file))
    if (finding !== null) return finding
  }
  const isNew = !existsSync(getOwnerFolder(dataFolder))
  return ok(subject, isNew ? `${dataFolder}: nobody has held accounts there yet` : dataFolder)
}
