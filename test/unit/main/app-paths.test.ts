import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { setUpAppPaths } from '../../../src/main/app-paths.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const electron = vi.hoisted(() => ({ userData: '' }))
vi.mock('electron', () => ({
  app: {
    getPath: () => electron.userData,
    setPath: (_name: string, path: string) => (electron.userData = path),
  },
}))

let config: string
let usual: string

beforeEach(async () => {
  config = await temporaryFolder()
  usual = join(config, 'Jira Token Tray')
  mkdirSync(usual)
  electron.userData = usual
})

const paths = (home = '') => setUpAppPaths({ XDG_CONFIG_HOME: config, JIRA_TOKEN_HOME: home })

test.runIf(process.platform === 'linux')('uses the usual folder, also when its path is spelled out', () => {
  for (const home of ['', usual, `${usual}/../Jira Token Tray/`])
    expect(paths(home)).toMatchObject({ dataFolder: usual, isUsual: true, logFolder: join(usual, 'logs') })
})

test.runIf(process.platform === 'linux')('a symlink to the usual folder is the usual folder', () => {
  const link = join(config, 'link')
  symlinkSync(usual, link)
  expect(paths(link)).toMatchObject({ dataFolder: usual, spelledFolder: link, isUsual: true })
  expect(electron.userData).toBe(usual)
})

test('--user-data-dir is another folder, unless it names the usual one', () => {
  const other = join(config, 'other')
  electron.userData = other
  expect(paths()).toMatchObject({ dataFolder: other, isUsual: false })
  // JIRA_TOKEN_HOME is where programs look
  expect(paths(usual).dataFolder).toBe(usual)
  expect(electron.userData).toBe(usual)
})
