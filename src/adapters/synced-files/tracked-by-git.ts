import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Shorter than the one of `file-lane.ts`: a slow repository is not a dead disk. */
const timeoutMs = 2000

async function isInRepository(folder: string): Promise<boolean> {
  try {
    await access(join(folder, '.git'))
    return true
  } catch {
    const above = dirname(folder)
    return above !== folder && isInRepository(above)
  }
}

/** Without what would point git elsewhere; it is not to write anything, nor to ask anybody. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' }
}

/** Whether git tracks this file; false when there is no git, or it does not say. Never rejects. */
export async function isTrackedByGit(path: string): Promise<boolean> {
  const folder = dirname(path)
  // also because macOS answers the first call of git with an offer to install it
  if (!(await isInRepository(folder))) return false
  // -C, not a working folder: Windows would look for git.exe there first
  const options = ['-C', folder, '-c', 'core.fsmonitor=false', '--literal-pathspecs']
  const question = ['ls-files', '--error-unmatch', '--', basename(path)]
  return new Promise((resolve) => {
    execFile(
      'git',
      [...options, ...question],
      { env: gitEnvironment(), timeout: timeoutMs, windowsHide: true },
      (error) => resolve(error === null),
    )
  })
}
