import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Shorter than the timeout in `serial-queue.ts`: a slow repository is not a dead disk. */
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

/** Without variables that would point git elsewhere. Git must not write or prompt either. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' }
}

/** Whether git tracks this file; false if git is missing or fails. Never rejects. */
export async function isTrackedByGit(path: string): Promise<boolean> {
  const folder = dirname(path)
  // also because on macOS the first call of git may prompt the user to install it
  if (!(await isInRepository(folder))) return false
  // -C instead of a working folder, where Windows would look for git.exe first
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
