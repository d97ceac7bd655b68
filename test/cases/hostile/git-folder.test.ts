import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { startHeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { isTrackedByGit } from '../../../src/adapters/synced-files/tracked-by-git.ts'
import { needProgram } from '../../support/need-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const run = promisify(execFile)

let folder: string
/** The file that the repository's own commands would create. */
let trace: string
/** A `.env` that someone unpacked, together with a repository around it. */
let file: string

/** A repository that lacks an object, and sets its own command to fetch it: git runs that to read the index. */
beforeEach(async (context) => {
  needProgram(context, 'git')
  folder = await temporaryFolder()
  trace = join(folder, 'trace')
  const repository = join(folder, 'repository')
  file = join(repository, '.env')
  await mkdir(repository)
  const identity = ['-c', 'user.email=a@b.example', '-c', 'user.name=a']
  const git = async (...args: string[]) =>
    (
      await run('git', ['-C', repository, ...identity, ...args], { env: { ...process.env, HOME: folder } })
    ).stdout.trim()
  await git('init', '--quiet')
  for (const name of ['left-out/deep/file', 'kept/file']) {
    await mkdir(join(repository, name, '..'), { recursive: true })
    await writeFile(join(repository, name), name)
  }
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'x')
  await git('sparse-checkout', 'init', '--cone', '--sparse-index')
  await git('sparse-checkout', 'set', 'kept')
  const tree = await git('rev-parse', 'HEAD:left-out')
  await rm(join(repository, '.git/objects', tree.slice(0, 2), tree.slice(2)))
  const settings = {
    'core.repositoryformatversion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': 'ssh://x/y',
    'core.sshCommand': `touch ${trace}; false`,
    'core.fsmonitor': `touch ${trace}`,
    'core.pager': `touch ${trace}`,
    'core.hooksPath': folder,
  }
  for (const [name, value] of Object.entries(settings)) await git('config', name, value)
  await writeFile(file, 'JIRA_OAUTH_ACCESS_TOKEN=\n')
})

test('asking whether git tracks a file runs no command of its repository', async () => {
  expect(await isTrackedByGit(file)).toBeNull()
  expect(existsSync(trace)).toBe(false)
})

test('syncing a .env file runs no command of its repository', async () => {
  const session = await startHeadlessSession()
  try {
    await putSignedInAccounts(session, [{ name: 'work' }])
    expect(await session.cli(['sync', 'add', 'work', '--env', file])).toMatchObject({ code: 0 })
    expect(await session.cli(['renew', 'work'])).toMatchObject({ code: 0 })
    await session.cli(['doctor'])
    expect(existsSync(trace)).toBe(false)
  } finally {
    await session.close()
  }
})
