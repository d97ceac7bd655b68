import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
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

const identity = ['-c', 'user.email=a@b.example', '-c', 'user.name=a']
const gitIn =
  (folder: string) =>
  async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...identity, ...args])).stdout.trim()

/** A repository with a tracked, an ignored, and a new file, each in its own folder. */
async function repository(): Promise<string> {
  const folder = await temporaryFolder()
  const git = gitIn(folder)
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

async function committed(): Promise<string> {
  const folder = await repository()
  await gitIn(folder)('commit', '--quiet', '--message', 'x')
  return folder
}

/** Which of the files git tracks: the one that is tracked, and the new one. */
const answers = async (folder: string) => [
  await isTrackedByGit(join(folder, 'tracked/.env')),
  await isTrackedByGit(join(folder, 'new/.env')),
]

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

  it('is not tracked before anything was added', async () => {
    const folder = await temporaryFolder()
    await gitIn(folder)('init', '--quiet')
    expect(await isTrackedByGit(join(folder, '.env'))).toBe(false)
  })

  it('belongs to the repository above a folder that only looks like one', async () => {
    const folder = await repository()
    await mkdir(join(folder, 'tracked/.git'))
    expect(await answers(folder)).toEqual([true, false])
  })

  it.each([
    ['GIT_DIR', '/nowhere'],
    ['GIT_INDEX_FILE', '/nowhere'],
    ['GIT_COMMON_DIR', '/nowhere'],
    ['GIT_CONFIG_COUNT', 'x'],
    ['GIT_TRACE', '1'],
  ])('is found whatever %s is', async (name, value) => {
    const folder = await repository()
    process.env[name] = value
    onTestFinished(() => void delete process.env[name])
    expect(await answers(folder)).toEqual([true, false])
  })

  it('leaves nothing in the temporary folder', async () => {
    const [folder, temporary] = [await repository(), await temporaryFolder()]
    const { TMPDIR } = process.env
    process.env['TMPDIR'] = temporary
    onTestFinished(
      () => void (TMPDIR === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = TMPDIR)),
    )
    expect(await answers(folder)).toEqual([true, false])
    expect(await readdir(temporary)).toEqual([])
  })
})

describe.runIf(hasGit && process.platform !== 'win32')('a repository of a stranger', () => {
  /** A program that leaves a trace, and the settings that make git run it. */
  async function trap(folder: string) {
    const trace = join(await temporaryFolder(), 'trace')
    const program = join(folder, 'trap.sh')
    await writeFile(program, `#!/bin/sh\ntouch '${trace}'\nexit 1\n`)
    await chmod(program, 0o700)
    const hooks = join(folder, 'hooks')
    await mkdir(hooks)
    for (const name of ['post-index-change', 'pre-commit', 'post-checkout', 'reference-transaction'])
      await symlink(program, join(hooks, name))
    const included = join(folder, 'included')
    await writeFile(included, `[core]\n\tfsmonitor = ${program}\n\tsshCommand = ${program}\n`)
    await writeFile(
      join(folder, '.gitattributes'),
      '* filter=trap diff=trap merge=trap\n.env working-tree-encoding=trap\n',
    )
    const git = gitIn(folder)
    const settings: Record<string, string> = {
      'core.fsmonitor': program,
      'core.hooksPath': hooks,
      'core.sshCommand': program,
      'core.gitProxy': program,
      'core.pager': program,
      'core.editor': program,
      'core.askPass': program,
      'core.alternateRefsCommand': program,
      'pager.ls-files': program,
      'alias.ls-files': `!${program}`,
      'credential.helper': program,
      'diff.external': program,
      'diff.trap.textconv': program,
      'diff.trap.command': program,
      'filter.trap.clean': program,
      'filter.trap.smudge': program,
      'filter.trap.process': program,
      'filter.trap.required': 'true',
      'merge.trap.driver': program,
      'gpg.program': program,
      'uploadpack.packObjectsHook': program,
      'include.path': included,
      'includeIf.gitdir:/.path': included,
      'core.untrackedCache': 'true',
      'trace2.eventTarget': trace,
    }
    // ours must not spring it: git reads these settings as soon as they are set
    const file = join(folder, '.git/config')
    for (const [name, value] of Object.entries(settings))
      await run('git', ['config', '--file', file, name, value])
    return { trace, git }
  }

  it('runs nothing, and the answer is still right', async () => {
    const folder = await committed()
    const { trace } = await trap(folder)
    // changed since it was added: a filter would have to look at it
    await writeFile(join(folder, 'tracked/.env'), 'A=2\n')
    expect(await answers(folder)).toEqual([true, false])
    expect(existsSync(trace)).toBe(false)
  })

  it('runs nothing to fetch an object that is missing, directly or in another repository', async () => {
    for (const isBorrowed of [false, true]) {
      const folder = await committed()
      const git = gitIn(folder)
      await git('sparse-checkout', 'init', '--cone', '--sparse-index')
      await git('sparse-checkout', 'set', 'new')
      // left out, and put there again by the user
      await mkdir(join(folder, 'tracked'), { recursive: true })
      await writeFile(join(folder, 'tracked/.env'), 'A=1\n')
      const objects = join(folder, '.git/objects')
      const { trace } = await trap(folder)
      if (isBorrowed) {
        const elsewhere = await temporaryFolder()
        await rename(objects, join(elsewhere, 'objects'))
        await mkdir(join(objects, 'info'), { recursive: true })
        await writeFile(join(objects, 'info/alternates'), join(elsewhere, 'objects'))
      } else await rm(objects, { recursive: true })
      await mkdir(objects, { recursive: true })
      const file = join(folder, '.git/config')
      const promisor = {
        'core.repositoryformatversion': '1',
        'extensions.partialClone': 'origin',
        'remote.origin.promisor': 'true',
        'remote.origin.url': 'ssh://x/y',
        'remote.origin.uploadpack': join(folder, 'trap.sh'),
      }
      for (const [name, value] of Object.entries(promisor))
        await run('git', ['config', '--file', file, name, value])
      expect(await answers(folder)).toEqual([null, null])
      expect(existsSync(trace)).toBe(false)
    }
  })

  it('gives the right answer from a split index, or none with older versions of git', async () => {
    const folder = await committed()
    await gitIn(folder)('update-index', '--split-index')
    expect([
      [true, false],
      [null, null],
    ]).toContainEqual(await answers(folder))
  })

  it.each(['worktree', 'submodule'])('gives no answer from a %s', async (kind) => {
    const folder = await committed()
    const git = gitIn(folder)
    const other = join(folder, 'other')
    if (kind === 'worktree') await git('worktree', 'add', '--quiet', other)
    else
      await git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', await committed(), 'other')
    expect(await answers(other)).toEqual([null, null])
    expect(await answers(folder)).toEqual([true, false])
  })

  it.each(['.git', '.git/index', '.git/HEAD'])('gives no answer when %s is a pipe', async (name) => {
    const folder = await committed()
    await rm(join(folder, name), { recursive: true })
    expect(spawnSync('mkfifo', [join(folder, name)]).status).toBe(0)
    const isHead = name === '.git/HEAD'
    expect(await answers(folder)).toEqual(isHead ? [true, false] : [null, null])
  })

  it.each(['.git', '.git/index'])('gives no answer when %s is a link', async (name) => {
    const folder = await committed()
    const target = join(await temporaryFolder(), 'target')
    await rename(join(folder, name), target)
    await symlink(target, join(folder, name))
    expect(await answers(folder)).toEqual([null, null])
  })

  it.each(['DIRC', 'DIRC\0\0\0\x02\xff\xff\xff\xff'])(
    'gives no answer from a damaged index: %j',
    async (content) => {
      const folder = await committed()
      await writeFile(join(folder, '.git/index'), content, 'latin1')
      expect(await answers(folder)).toEqual([null, null])
    },
  )
})

it('nothing is tracked outside a repository', async () => {
  expect(await isTrackedByGit(join(await temporaryFolder(), '.env'))).toBe(false)
})

it('gives no answer without git', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, '.git'))
  for (const name of ['HEAD', 'index']) await writeFile(join(folder, '.git', name), '')
  const { PATH } = process.env
  process.env['PATH'] = folder
  onTestFinished(() => void (process.env['PATH'] = PATH))
  expect(await isTrackedByGit(join(folder, '.env'))).toBe(null)
})
