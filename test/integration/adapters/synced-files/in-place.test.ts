import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTokenFiles } from '../../../../src/adapters/synced-files/token-files.ts'
import { blankRefreshToken } from '../../../../src/files/oauth-env-file.ts'
import { overwriteFile } from '../../../../src/files/overwrite-file.ts'
import { defaultEnvNames } from '../../../../src/shared/env-names.ts'
import type { SyncedFile } from '../../../../src/shared/synced-file.ts'
import { smallDisk } from '../../../support/small-disk.ts'
import { expectMode } from '../../../support/expect-mode.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const files = createTokenFiles({ ownFolder: '/nowhere', dataFolder: '/nowhere' })
const token = (accessToken: string) => ({ accessToken, expiresAtMs: null, cloudId: null })
const synced = (path: string, kind: SyncedFile['kind'], inPlace?: boolean): SyncedFile => ({
  path,
  kind,
  names: defaultEnvNames,
  ...(inPlace !== undefined && { inPlace }),
})

async function fileWith(content: string): Promise<string> {
  const path = join(await temporaryFolder(), '.env')
  await writeFile(path, content)
  return path
}

const inode = async (path: string) => (await stat(path)).ino

/** A file that is mounted on another one, as Docker mounts it; null without the right to mount. */
async function mountedFile(content: string): Promise<{ inside: string; outside: string } | null> {
  const outside = await fileWith(content)
  const inside = await fileWith('')
  try {
    execFileSync('mount', ['--bind', outside, inside], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => void execFileSync('umount', [inside]))
  return { inside, outside }
}

const noMount = 'it mounts a file: run it as root, on Linux'

describe('a file that is mounted itself', () => {
  const kinds: readonly SyncedFile['kind'][] = ['env', 'token']

  it.for(kinds)('gets the token, and loses it again (%s)', async (kind, { skip }) => {
    const old = kind === 'env' ? `A=1\nJIRA_OAUTH_ACCESS_TOKEN=${'x'.repeat(5000)}\n` : 'old'
    const mounted = await mountedFile(old)
    if (mounted === null) return skip(noMount)
    const { inside, outside } = mounted
    const before = await inode(outside)
    await files.write(synced(inside, kind), token('one'))
    expect(await readFile(outside, 'utf8')).toBe(
      kind === 'env' ? 'A=1\nJIRA_OAUTH_ACCESS_TOKEN=one\n' : 'one',
    )
    await files.blank(synced(inside, kind))
    expect(await readFile(outside, 'utf8')).toBe(kind === 'env' ? 'A=1\nJIRA_OAUTH_ACCESS_TOKEN=\n' : '')
    expect(await inode(outside)).toBe(before)
    expect(await readdir(dirname(inside))).toEqual(['.env'])
  })

  it('loses its refresh token after an import', async ({ skip }) => {
    const mounted = await mountedFile('JIRA_OAUTH_REFRESH_TOKEN=tiger\nA=1\n')
    if (mounted === null) return skip(noMount)
    await blankRefreshToken(mounted.inside)
    expect(await readFile(mounted.outside, 'utf8')).toBe('JIRA_OAUTH_REFRESH_TOKEN=\nA=1\n')
  })
})

describe('a file written in place', () => {
  it('stays the same file with its permissions, shorter or longer, and leaves no copy', async () => {
    const path = await fileWith('# mine\nJIRA_OAUTH_ACCESS_TOKEN=old\n')
    await chmod(path, 0o640)
    const before = await inode(path)
    for (const text of ['x'.repeat(9000), 'short']) {
      await files.write(synced(path, 'env', true), token(text))
      expect(await readFile(path, 'utf8')).toBe(`# mine\nJIRA_OAUTH_ACCESS_TOKEN=${text}\n`)
    }
    await files.blank(synced(path, 'env', true))
    expect(await readFile(path, 'utf8')).toBe('# mine\nJIRA_OAUTH_ACCESS_TOKEN=\n')
    expect(await inode(path)).toBe(before)
    await expectMode(path, 0o640)
    expect(await readdir(dirname(path))).toEqual(['.env'])
  })

  it('is created if missing, and a token file is emptied, not deleted', async () => {
    const path = join(await temporaryFolder(), 'token')
    await files.write(synced(path, 'token', true), token('one'))
    const before = await inode(path)
    await files.blank(synced(path, 'token', true))
    expect(await readFile(path, 'utf8')).toBe('')
    expect(await inode(path)).toBe(before)
  })

  it('has a copy of its old content beside it until the new one is complete, and stays if told so', async () => {
    const path = await fileWith('old')
    let copies: string[] = []
    const written = await overwriteFile(path, 'new', async () => {
      const names = (await readdir(dirname(path))).filter((name) => name !== '.env')
      copies = await Promise.all(names.map((name) => readFile(join(dirname(path), name), 'utf8')))
      return false
    })
    expect(written).toBe(false)
    expect(copies).toEqual(['old'])
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(dirname(path))).toEqual(['.env'])
  })

  // Windows has no O_NOFOLLOW; there, whoever calls this has looked before
  it.skipIf(process.platform === 'win32')('is never followed through a link', async () => {
    const target = await fileWith('old')
    const link = join(await temporaryFolder(), 'link')
    await symlink(target, link)
    await expect(overwriteFile(link, 'new')).rejects.toMatchObject({ code: 'ELOOP' })
    expect(await readFile(target, 'utf8')).toBe('old')
  })

  it('has its old content when the disk is full', async ({ skip }) => {
    const disk = await smallDisk()
    if (disk === null) return skip('it mounts a disk: run it as root, on Linux')
    const folder = join(disk.folder, 'project')
    await mkdir(folder)
    const path = join(folder, '.env')
    await writeFile(path, 'A=1\n')
    await expect(overwriteFile(path, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(await readFile(path, 'utf8')).toBe('A=1\n')
    expect(await readdir(folder)).toEqual(['.env'])
    await truncate(path, 0)
  })
})
