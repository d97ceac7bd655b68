import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { getAppProgram } from '../../../src/ownership/start-command.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const image = '/home/ada/Apps/Some.AppImage'

let mounted: string
let executable: string

beforeEach(async () => {
  const folder = await temporaryFolder()
  mounted = join(folder, '.mount_JiraXy')
  executable = join(mounted, 'jira-token-tray')
  await mkdir(mounted)
  await mkdir(join(folder, '.mount_Jira'))
  await writeFile(executable, '')
  await symlink(mounted, join(folder, 'link'))
})

test.skipIf(process.platform === 'win32')('an app in an AppImage is started by the AppImage', () => {
  expect(getAppProgram({ APPIMAGE: image, APPDIR: mounted }, executable)).toBe(image)
  expect(getAppProgram({ APPIMAGE: image, APPDIR: `${mounted}/` }, executable)).toBe(image)
  expect(getAppProgram({ APPIMAGE: image, APPDIR: join(mounted, '../link') }, executable)).toBe(image)
})

test.each([
  ['the AppImage is another one', () => ({ APPIMAGE: image, APPDIR: '/tmp/.mount_Editor' })],
  [
    'its folder only has a similar name',
    () => ({ APPIMAGE: image, APPDIR: join(mounted, '../.mount_Jira') }),
  ],
  ['its folder is unknown', () => ({ APPIMAGE: image })],
  ['its folder is empty', () => ({ APPIMAGE: image, APPDIR: '' })],
  ['its folder is everything', () => ({ APPIMAGE: image, APPDIR: '/' })],
  ['its folder is relative', () => ({ APPIMAGE: image, APPDIR: '.' })],
  ['the AppImage is relative', () => ({ APPIMAGE: 'Some.AppImage', APPDIR: mounted })],
  ['there is none', () => ({})],
  ['the variable is empty', () => ({ APPIMAGE: '', APPDIR: mounted })],
])('the app is started by its executable if %s', (_why, environment) => {
  expect(getAppProgram(environment(), executable)).toBe(executable)
})
