import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isTrackedByGit } from '../../../../src/adapters/synced-files/tracked-by-git.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const run = promisify(execFile)
const hasGit = await run('git', ['--version']).then(
  () => true,
  () => false,
)

/** A repository with a tracked, an ignored, and a new file, each in its own folder. */
async function repository(): Promise<string> {
  const folder = await temporaryFolder()
  const git = (...args: string[]) => run('git', ['-C', folder, ...args])
  await git('init', '--quiet')
  for (const name of ['tracked', 'ignored', 'new']) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, '.env'), 'A=1\n')
  }
  await writeFile(join(folder, 'tracked', '*.env'), 'A=1\n')
  await writeFile(join(folder, '.gitignore'), 'ignored\n')
  await git('add', 'tracked/.env')
  return folder
}

describe.runIf(hasGit)('a file in a git repository', () => {
  it('is recognized as tracked or not', async () => {
    const folder = await repository()
    expect(await isTrackedByGit(join(folder, 'tracked/.env'))).toBe(true)
    expect(await isTrackedByGit(join(folder, 'ignored/.env'))).toBe(false)
    expect(await isTrackedByGit(join(folder, 'new/.env'))).toBe(false)
    expect(await isTrackedByGit(join(folder, 'tracked/missing'))).toBe(false)
  })

  it('is matched by name, not as a pattern', async () => {
    expect(await isTrackedByGit(join(await repository(), 'tracked/*.env'))).toBe(false)
  })

  it('makes git run no program from the repository, and ignores GIT_DIR', async () => {
    const folder = await repository()
    const trap = join(folder, 'trap.sh')
    await writeFile(trap, `#!/bin/sh\ntouch ${join(folder, 'sprung')}\n`, { mode: 0o700 })
    await run('git', ['-C', folder, 'config', 'core.fsmonitor', trap])
    process.env['GIT_DIR'] = '/nowhere'
    onTestFinished(() => void delete process.env['GIT_DIR'])
    expect(await isTrackedByGit(join(folder, 'tracked/.env'))).toBe(true)
    await expect(run('ls', [join(folder, 'sprung')])).rejects.toThrow()
  })
})

it('nothing is tracked outside a repository', async () => {
  expect(await isTrackedByGit(join(await temporaryFolder(), '.env'))).toBe(false)
})
