import { isAbsolute, join, resolve } from 'node:path'
import { userInfo } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { getDataFolder } from '../../../src/ownership/data-folder.ts'

test('a relative data folder is relative to the current folder', () => {
  expect(getDataFolder({ JIRA_TOKEN_HOME: 'mine' })).toBe(resolve('mine'))
})

test('an empty or relative settings folder is ignored', () => {
  const usual = join('/home/ada', '.config', 'Jira Token Tray')
  for (const config of ['', 'mine'])
    expect(getDataFolder({ HOME: '/home/ada', XDG_CONFIG_HOME: config }, 'linux')).toBe(usual)
})

test('an empty HOME is ignored in favor of the user database', () => {
  vi.stubEnv('HOME', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const folder = getDataFolder({ HOME: '', XDG_CONFIG_HOME: '' }, 'linux')
  expect(isAbsolute(folder)).toBe(true)
  expect(folder).toBe(join(userInfo().homedir, '.config', 'Jira Token Tray'))
})
