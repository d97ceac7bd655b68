import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { replaceFile } from '../../../../src/files/replace-file.ts'
import { isUnchanged, readTargetFile } from '../../../../src/adapters/synced-files/target-file.ts'
import { createTokenFiles } from '../../../../src/adapters/synced-files/token-files.ts'
import type { TokenValues } from '../../../../src/core/ports.ts'
import { defaultEnvNames, type EnvNames } from '../../../../src/shared/env-names.ts'
import type { AppError } from '../../../../src/shared/error-codes.ts'
import type { SyncedFile } from '../../../../src/shared/synced-file.ts'
import { expectMode } from '../../../support/expect-mode.ts'
import { isWine } from '../../../support/is-wine.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const files = createTokenFiles({ ownFolder: '/nowhere', dataFolder: '/nowhere' })
const token = (accessToken: string): TokenValues => ({ accessToken, expiresAtMs: null, cloudId: null })
const env = (path: string, names: Partial<EnvNames> = {}): SyncedFile => ({
  path,
  kind: 'env',
  names: { ...defaultEnvNames, ...names },
})
const tokenFile = (path: string): SyncedFile => ({ path, kind: 'token', names: defaultEnvNames })
const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error)
/** It has neither permissions nor devices in folders. */
const isWindows = process.platform === 'win32'

async function fileWith(content: string | Buffer, name = '.env'): Promise<string> {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, content)
  return path
}

describe('a .env file', () => {
  it('gets the token, expiry, and cloud ID, and keeps everything else', async () => {
    const path = await fileWith(Buffer.from('# M\xfcller\r\nEXPIRES="" # when\r\nA=\xff\x00', 'latin1'))
    const file = env(path, { expiresAt: 'EXPIRES', cloudId: 'CLOUD' })
    await files.write(file, { accessToken: 'one', expiresAtMs: Date.UTC(2026, 10, 23, 9), cloudId: 'c-1' })
    expect(await readFile(path, 'latin1')).toBe(
      '# M\xfcller\r\nEXPIRES="2026-11-23T09:00:00.000Z" # when\r\nA=\xff\x00\r\nJIRA_OAUTH_ACCESS_TOKEN=one\r\nCLOUD=c-1',
    )
    await files.blank(file)
    expect(await readFile(path, 'latin1')).toBe(
      '# M\xfcller\r\nEXPIRES="" # when\r\nA=\xff\x00\r\nJIRA_OAUTH_ACCESS_TOKEN=\r\nCLOUD=',
    )
  })

  it('is created if missing, readable only by its user', async () => {
    const path = join(await temporaryFolder(), '.env')
    await files.write(env(path), token('one'))
    expect(await readFile(path, 'utf8')).toBe('JIRA_OAUTH_ACCESS_TOKEN=one\n')
    await expectMode(path, 0o600)
    await files.blank(env(join(dirname(path), 'other.env')))
    expect(await readdir(dirname(path))).toEqual(['.env'])
  })

  it.skipIf(isWindows).each([0o600, 0o640, 0o664, 0o777, 0o400])(
    'keeps its permissions (%o)',
    async (permissions) => {
      const path = await fileWith('A=1\n')
      await chmod(path, permissions)
      await files.write(env(path), token('one'))
      await expectMode(path, permissions)
    },
  )

  it.runIf(process.getuid?.() === 0)('keeps its group', async () => {
    const path = await fileWith('A=1\n')
    await chown(path, 0, 54_321)
    await files.write(env(path), token('one'))
    expect(await stat(path)).toMatchObject({ uid: 0, gid: 54_321 })
  })

  it.runIf(process.getuid?.() === 0).each(['env', 'token'] as const)(
    'of another user (%s) passes neither its owner nor its mode on',
    async (kind) => {
      const path = await fileWith(kind === 'env' ? 'A=1\n' : 'old')
      await chmod(path, 0o666)
      await chown(path, 12_345, 54_321)
      await files.write({ ...env(path), kind }, token('one'))
      expect(await stat(path)).toMatchObject({ uid: 0, gid: 0 })
      await expectMode(path, 0o600)
      expect(await readFile(path, 'utf8')).toBe(kind === 'env' ? 'A=1\nJIRA_OAUTH_ACCESS_TOKEN=one\n' : 'one')
    },
  )

  it('is not touched when it is already up to date', async () => {
    const path = await fileWith('JIRA_OAUTH_ACCESS_TOKEN="one"\n')
    const before = await stat(path)
    await files.write(env(path), token('one'))
    expect(await stat(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
  })

  it('is not replaced if someone else has changed it since it was read', async () => {
    const path = await fileWith('A=1\n')
    const read = await readTargetFile(path)
    expect(await isUnchanged(path, read)).toBe(true)
    const shouldReplace = async () => {
      await writeFile(path, 'A=2 by the user\n')
      return isUnchanged(path, read)
    }
    expect(await replaceFile(path, { latin1: 'ours', like: read, shouldReplace })).toBe(false)
    expect(await readFile(path, 'utf8')).toBe('A=2 by the user\n')
    expect(await isUnchanged(join(dirname(path), 'new'), null)).toBe(true)
    expect(await isUnchanged(path, null)).toBe(false)
    expect(await readdir(dirname(path))).toEqual(['.env'])
  })

  it('leaves hard links to the same file as they were', async () => {
    const path = await fileWith('A=1\n')
    await link(path, join(dirname(path), 'other'))
    await files.write(env(path), token('one'))
    expect(await readFile(join(dirname(path), 'other'), 'utf8')).toBe('A=1\n')
  })
})

describe('a token file', () => {
  it('contains only the token, readable only by its user, and is removed by a sign-out', async () => {
    const path = join(await temporaryFolder(), 'work.token')
    await files.write(tokenFile(path), token('one'))
    expect(await readFile(path, 'utf8')).toBe('one')
    await expectMode(path, 0o600)
    await files.write(tokenFile(path), token('two'))
    expect(await readFile(path, 'utf8')).toBe('two')
    await files.blank(tokenFile(path))
    await files.blank(tokenFile(path))
    expect(await readdir(dirname(path))).toEqual([])
  })

  it('gets our own folder created for it, private to its user, even after a logout removed the folder', async () => {
    const runtime = await temporaryFolder()
    const ownFolder = join(runtime, 'jira-token-tray')
    const own = createTokenFiles({ ownFolder, dataFolder: runtime })
    const path = await own.locate({ path: join(ownFolder, 'work.token'), kind: 'token' })
    await own.write(tokenFile(path), token('one'))
    await expectMode(ownFolder, 0o700)
    await rm(ownFolder, { recursive: true })
    await own.write(tokenFile(path), token('two'))
    expect(await readFile(path, 'utf8')).toBe('two')
    await expect(own.write(tokenFile(join(runtime, 'x/y')), token('one'))).rejects.toMatchObject({
      code: 'syncedFileFolderMissing',
    })
  })
})

describe('a token file that had other content', () => {
  it.each(['v20.1.0\n', 'sk-live-1234'])('is saved before the token replaces it: %j', async (content) => {
    const path = await fileWith(content, '.nvmrc')
    await chmod(path, 0o640)
    const backup = (await files.backUp(path)) ?? ''
    expect(dirname(backup)).toBe(dirname(path))
    expect(await readFile(backup, 'utf8')).toBe(content)
    await expectMode(backup, 0o640)
    expect(await readFile(path, 'utf8')).toBe(content)
  })

  it('is not saved if it is empty, missing, or in our own folder', async () => {
    const path = await fileWith('', 'work.token')
    expect(await files.backUp(path)).toBeNull()
    expect(await files.backUp(join(dirname(path), 'missing'))).toBeNull()
    await writeFile(path, 'old-token')
    const own = createTokenFiles({ ownFolder: dirname(path), dataFolder: '/nowhere' })
    expect(await own.backUp(path)).toBeNull()
    expect(await readdir(dirname(path))).toEqual(['work.token'])
  })

  it('is left alone when someone puts it there later', async () => {
    const path = await fileWith('one', 'work.token')
    await files.write(tokenFile(path), token('two'))
    await writeFile(path, 'A=1\nB=2\n')
    expect(await refusal(files.write(tokenFile(path), token('three')))).toMatchObject({
      code: 'syncedFileUnusable',
      detail: expect.stringMatching(/other content/),
    })
    await files.blank(tokenFile(path))
    expect(await readFile(path, 'utf8')).toBe('A=1\nB=2\n')
  })
})

describe('a place for a file', () => {
  it.skipIf(isWine)('is identified by its real folder', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'real'))
    await symlink('real', join(folder, 'link'))
    const located = await files.locate({ path: join(folder, 'link/../link/.env'), kind: 'env' })
    expect(located).toBe(join(folder, 'real/.env'))
    await files.write(env(located), token('one'))
    expect(await files.locate({ path: join(folder, 'link/.env'), kind: 'env' })).toBe(located)
  })

  it.each(['.env', 'a/.env', '', '/', '/tmp/', '/tmp/a\0b'])('is refused: %j', async (path) => {
    const error = await refusal(files.locate({ path, kind: 'env' }))
    expect(error).toMatchObject({ code: 'invalidInput', field: 'path' })
  })

  const whyNot = async (path: string) => {
    const error = await refusal(files.locate({ path, kind: 'env' }))
    expect(error).toMatchObject({ code: 'invalidInput', field: 'path' })
    return (error as AppError).detail
  }

  it('is refused for a folder, or in a missing folder', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'folder'))
    expect(await whyNot(join(folder, 'folder'))).toMatch(/not a regular file/)
    expect(await whyNot(join(folder, 'missing/.env'))).toMatch(/does not exist/)
  })

  it.skipIf(isWindows)('is refused for a device', async () => {
    expect(await whyNot('/dev/null')).toMatch(/not a regular file/)
  })

  it.skipIf(isWine)('is refused for a link', async () => {
    const folder = await temporaryFolder()
    await symlink(await fileWith('A=1\n'), join(folder, 'link'))
    await symlink('nowhere', join(folder, 'dangling'))
    expect(await whyNot(join(folder, 'link'))).toMatch(/symbolic link/)
    expect(await whyNot(join(folder, 'dangling'))).toMatch(/symbolic link/)
  })

  it
    .runIf(process.platform === 'linux')
    .each(['/proc/self/comm', '/proc/sys/kernel/core_pattern', '/sys/new', '/dev/null', '/dev/new.token'])(
    'is refused in a folder of the operating system: %s',
    async (path) => {
      for (const kind of ['env', 'token'] as const)
        expect(await refusal(files.locate({ path, kind }))).toMatchObject({
          code: 'invalidInput',
          field: 'path',
          detail: expect.stringMatching(/part of the operating system|does not exist/),
        })
    },
  )

  it('is refused in the folder where the app keeps its own files, except for its token files', async () => {
    const dataFolder = await temporaryFolder()
    const ownFolder = join(dataFolder, 'tokens')
    const own = createTokenFiles({ ownFolder, dataFolder })
    for (const name of ['logs', 'owner', 'tokens']) await mkdir(join(dataFolder, name))
    const link = join(await temporaryFolder(), 'link')
    if (!isWine) await symlink(dataFolder, link)
    const refused = [
      'settings.json',
      'start-app.json',
      'new.token',
      'logs/jira-token-tray.log',
      'owner/x',
      'tokens/../x',
    ].map((name) => join(dataFolder, name))
    for (const path of isWine ? refused : [...refused, join(link, 'settings.json')])
      for (const kind of ['env', 'token'] as const)
        expect(await refusal(own.locate({ path, kind }))).toMatchObject({
          code: 'invalidInput',
          detail: expect.stringMatching(/keeps its own files/),
        })
    expect(await own.locate({ path: join(ownFolder, 'work.token'), kind: 'token' })).toMatch(/work\.token$/)
    expect(await own.locate({ path: `${dataFolder}-other.token`, kind: 'token' })).toMatch(/other\.token$/)
  })

  it('is refused for a token file that would overwrite other content', async () => {
    for (const content of ['A=1\nB=2\n', '#!/bin/sh\necho', 'two words', Buffer.from([0, 255])]) {
      const error = await refusal(files.locate({ path: await fileWith(content), kind: 'token' }))
      expect(error).toMatchObject({ code: 'invalidInput', field: 'path' })
    }
    for (const content of ['', 'eyJhbGciOi.old-token\n']) {
      const path = await fileWith(content)
      expect(await files.locate({ path, kind: 'token' })).toBe(path)
    }
  })

  it('is refused for a .env file in UTF-16, and for a huge one', async () => {
    const wide = await fileWith(Buffer.from('\uFEFFA=1\n', 'utf16le'))
    const huge = await fileWith('')
    await truncate(huge, 1024 * 1024 + 1)
    for (const path of [wide, huge]) {
      expect(await refusal(files.locate({ path, kind: 'env' }))).toMatchObject({ code: 'invalidInput' })
      expect(await refusal(files.write(env(path), token('one')))).toMatchObject({
        code: 'syncedFileUnusable',
      })
    }
    expect(await readFile(wide)).toEqual(Buffer.from('\uFEFFA=1\n', 'utf16le'))
  })
})

// Windows has access lists instead of permissions, and Node can't read them
describe.skipIf(isWindows)('a folder that others can write to', () => {
  const isShared = (folder: string) => files.isInSharedFolder(join(folder, '.env'))

  it.each([0o777, 0o775, 0o702])('is reported, not refused (%o)', async (permissions) => {
    const folder = await temporaryFolder()
    expect(await isShared(folder)).toBe(false)
    await chmod(folder, permissions)
    expect(await isShared(folder)).toBe(true)
    await files.write(env(join(folder, '.env')), token('one'))
    await expectMode(join(folder, '.env'), 0o600)
  })

  it('is reported when it is further up, unless only owners can replace files there', async () => {
    const above = await temporaryFolder()
    const folder = join(above, 'project')
    await mkdir(folder)
    await chmod(above, 0o777)
    expect(await isShared(folder)).toBe(true)
    await chmod(above, 0o1777)
    expect(await isShared(folder)).toBe(false)
  })

  it.runIf(process.getuid?.() === 0)('is reported when it belongs to another user', async () => {
    const folder = await temporaryFolder()
    await chown(folder, 12_345, 54_321)
    expect(await isShared(folder)).toBe(true)
  })
})

describe('a link', () => {
  const values = token('one')

  it.skipIf(isWine)('that replaced the file is never written through', async () => {
    const path = await fileWith('A=1\n')
    const victim = await fileWith('victim', 'victim')
    await rm(path)
    await symlink(victim, path)
    for (const file of [env(path), tokenFile(path)]) {
      expect(await refusal(files.write(file, values))).toMatchObject({ code: 'syncedFileSymlink' })
      expect(await refusal(files.blank(file))).toMatchObject({ code: 'syncedFileSymlink' })
    }
    expect(await readFile(victim, 'utf8')).toBe('victim')
    expect((await lstat(path)).isSymbolicLink()).toBe(true)
  })

  it.skipIf(isWine)('that replaced a parent folder is never written through', async () => {
    const root = await temporaryFolder()
    await mkdir(join(root, 'a/b'), { recursive: true })
    const path = join(root, 'a/b/.env')
    await files.write(env(path), values)
    await rename(join(root, 'a'), join(root, 'elsewhere'))
    await symlink('elsewhere', join(root, 'a'))
    expect(await refusal(files.write(env(path), token('two')))).toMatchObject({ code: 'syncedFileSymlink' })
    expect(await refusal(files.blank(env(path)))).toMatchObject({ code: 'syncedFileSymlink' })
    expect(await readFile(path, 'utf8')).toContain('one')
  })
})

describe('the leftovers of a killed write', () => {
  it('are removed if they are old and ours, and nothing else is', async () => {
    const path = await fileWith('A=1\n')
    const folder = dirname(path)
    const leftover = '.jira-token-tray-7c0e2a54-2f2b-4d7e-8f57-000000000001.tmp'
    const longAgo = new Date(Date.now() - 3_600_000)
    const put = async (name: string, when: Date) => {
      await writeFile(join(folder, name), 'x')
      await utimes(join(folder, name), when, when)
    }
    await put(leftover, longAgo)
    await put(leftover.replace('0001', '0002'), new Date())
    await put('.jira-token-tray-notes.tmp', longAgo)
    await put('.env.tmp', longAgo)
    const links = isWine ? [] : [leftover.replace('0001', '0003')]
    for (const name of links) await symlink('.env', join(folder, name))
    await files.write(env(path), token('one'))
    const left = [
      '.env',
      '.env.tmp',
      leftover.replace('0001', '0002'),
      ...links,
      '.jira-token-tray-notes.tmp',
    ]
    expect((await readdir(folder)).sort()).toEqual(left.sort())
  })
})
