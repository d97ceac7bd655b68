import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import {
  accessAdvice,
  dataFolderProblem,
  lockProblem,
  sudoProblem,
  writeProblem,
} from '../../../src/ownership/data-folder-problem.ts'
import { isWine } from '../../support/is-wine.ts'
import { smallDisk } from '../../support/small-disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
})

test('a folder that can be written has no problem, even if it has to be created, or others may read it', async () => {
  expect(writeProblem(folder)).toBeNull()
  expect(writeProblem(join(folder, 'new/one'))).toBeNull()
  expect(existsSync(join(folder, 'new'))).toBe(false)
  await mkdir(join(folder, 'owner'), { mode: 0o755 })
  expect(writeProblem(folder)).toBeNull()
})

test('says which folder is not a folder', async () => {
  const file = join(folder, 'file')
  const link = join(folder, 'link')
  await writeFile(file, '')
  await symlink(join(folder, 'gone'), link)
  for (const path of [file, join(file, 'below'), ...(isWine ? [] : [link])])
    expect(writeProblem(path)?.finding, path).toContain(path)
})

test('says that a folder is on a read-only disk', async ({ skip }) => {
  const disk = await smallDisk()
  if (disk === null) return skip('it mounts a disk: run it as root, on Linux')
  const dataFolder = join(disk.folder, 'data')
  await mkdir(join(dataFolder, 'owner'), { recursive: true })
  disk.setReadOnly(true)
  expect(writeProblem(dataFolder)).toMatchObject({
    finding: `${dataFolder} is on a read-only file system`,
    remedy: expect.stringContaining('JIRA_TOKEN_HOME') as string,
  })
  expect(writeProblem(join(disk.folder, 'new'))?.finding).toContain(join(disk.folder, 'new'))
  expect(lockProblem(dataFolder).finding).toContain('EROFS')
  disk.setReadOnly(false)
  expect(writeProblem(dataFolder)).toBeNull()
})

// Chromium only has this lock elsewhere
test.skipIf(process.platform === 'win32')(
  'says why a folder can’t be locked, and leaves nothing behind',
  async () => {
    const missing = join(folder, 'missing')
    expect(lockProblem(missing).finding).toBe(`can’t create files in ${missing} (ENOENT)`)
    expect(lockProblem(folder)).toMatchObject({
      finding: expect.stringContaining(folder) as string,
      remedy: expect.stringContaining('SingletonLock') as string,
    })
    expect(readdirSync(folder)).toEqual([])
  },
)

test('refuses to leave files of root in another user’s folder, as with sudo that keeps HOME', async ({
  skip,
}) => {
  if (process.getuid?.() !== 0) return skip('it gives a folder away: run it as root')
  await chown(folder, 65_534, 65_534)
  await mkdir(join(folder, 'roots'))
  for (const dataFolder of [folder, join(folder, '.config/Jira Token Tray')]) {
    for (const problem of [dataFolderProblem(dataFolder), writeProblem(dataFolder), sudoProblem(dataFolder)])
      expect(problem).toMatchObject({
        finding: expect.stringContaining(`${folder} belongs to another user (uid 65534)`) as string,
        remedy: expect.stringMatching(/without sudo.*sudo -H.*JIRA_TOKEN_HOME/) as string,
      })
    // it is that user
    expect(sudoProblem(dataFolder, 65_534)).toBeNull()
  }
  expect(sudoProblem(join(folder, 'roots'))).toBeNull()
  expect(readdirSync(folder)).toEqual(['roots'])
})

test('advice about access is in the terms of the shell, with the path quoted', () => {
  expect(accessAdvice('/home/ada/.config/Jira Token Tray', 'rwx', 'linux')).toBe(
    "Run chmod u+rwx '/home/ada/.config/Jira Token Tray' (chown it first if it belongs to another user)",
  )
  expect(accessAdvice('C:\\Users\\ada\\Jira Token Tray', 'rwx', 'win32')).toBe(
    'Run attrib -r "C:\\Users\\ada\\Jira Token Tray" and icacls "C:\\Users\\ada\\Jira Token Tray" /reset',
  )
})
