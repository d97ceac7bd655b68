import { execFile } from 'node:child_process'
import { lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { devNull, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { getErrorNumber } from '../../shared/error-number.ts'

/** Shorter than the timeout in `serial-queue.ts`: a slow repository is not a dead disk. */
const timeoutMs = 2000

const run = promisify(execFile)

/** What has this name, without opening it: it may be a pipe, or a link to anywhere. */
async function kindOf(path: string): Promise<'missing' | 'file' | 'folder' | 'other'> {
  try {
    const found = await lstat(path)
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other'
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(getErrorNumber(error) ?? '') ? 'missing' : 'other'
  }
}

/** The folder whose repository the files in `folder` belong to; null if there is none. */
async function findWorkTree(folder: string): Promise<string | null> {
  const kind = await kindOf(join(folder, '.git'))
  // git also ignores a folder of this name that is not a repository
  const isFake = kind === 'folder' && (await kindOf(join(folder, '.git', 'HEAD'))) === 'missing'
  if (kind !== 'missing' && !isFake) return folder
  const above = dirname(folder)
  return above === folder ? null : findWorkTree(above)
}

/** An empty repository, so that git reads no settings, objects, or links of theirs. */
async function makeEmptyRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jira-token-git-'))
  for (const name of ['objects', 'refs']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n')
  return folder
}

/** Without variables that would point git elsewhere or make it run something. */
function gitEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name))
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_OPTIONAL_LOCKS: '0',
    ...variables,
  }
}

/** Whether the index contains the file; null if git can't read all of it. Rejects if git fails. */
async function isInIndex(path: string, workTree: string, index: string): Promise<boolean | null> {
  const repository = await makeEmptyRepository()
  try {
    const env = gitEnvironment({ GIT_DIR: repository, GIT_WORK_TREE: workTree, GIT_INDEX_FILE: index })
    // -C instead of a working folder, where Windows would look for git.exe first
    const args = ['-C', dirname(path), '--literal-pathspecs', 'ls-files', '-z', '--', basename(path)]
    const { stdout, stderr } = await run('git', args, { env, timeout: timeoutMs, windowsHide: true })
    if (stdout !== '') return true
    // about a sparse index, git complains that its objects are missing, but succeeds
    return stderr === '' ? false : null
  } finally {
    await rm(repository, { recursive: true, force: true })
  }
}

/**
 * Whether git tracks this file; null if that can't be determined, for example because git is missing, or in worktrees,
 * submodules, and sparse indexes. Never rejects.
 *
 * A repository may come from anyone, and its settings name programs that git runs (`core.fsmonitor`, `core.sshCommand`
 * to fetch what is missing, filters, …). So git only gets to see its index.
 */
export async function isTrackedByGit(path: string): Promise<boolean | null> {
  const workTree = await findWorkTree(dirname(path))
  // also because on macOS the first call of git may prompt the user to install it
  if (workTree === null) return false
  // a file leads to a repository elsewhere (worktree, submodule)
  if ((await kindOf(join(workTree, '.git'))) !== 'folder') return null
  const index = join(workTree, '.git', 'index')
  const kind = await kindOf(index)
  if (kind === 'missing') return false
  return kind === 'file' ? isInIndex(path, workTree, index).catch(() => null) : null
}
