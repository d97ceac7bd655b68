import { mkdirSync, symlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { findAddress } from '../../../src/client/ask-owner.ts'
import { ensureHome } from '../../../src/owner/agent/ensure-home.ts'
import { getDataFolder, getUsualDataFolder, HomeMissing } from '../../../src/ownership/data-folder.ts'
import { isWine } from '../../support/is-wine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a relative data folder is relative to the current folder', () => {
  expect(getDataFolder({ JIRA_TOKEN_HOME: 'mine' })).toBe(resolve('mine'))
})

test.skipIf(process.platform === 'win32')('an empty or relative settings folder is ignored', () => {
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

test.skipIf(isWine)(
  'a symlink to the data folder, or to a folder above it, is the same data folder',
  async () => {
    const folder = await temporaryFolder()
    const real = join(folder, 'real')
    mkdirSync(join(real, 'data'), { recursive: true })
    symlinkSync(join(real, 'data'), join(folder, 'link'))
    symlinkSync(real, join(folder, 'above'))
    symlinkSync(join(folder, 'above/data'), join(folder, 'twice'))
    for (const name of ['real/data', 'link', 'above/data', 'twice', 'real/../link'])
      expect(getDataFolder({ JIRA_TOKEN_HOME: join(folder, name) }), name).toBe(join(real, 'data'))
  },
)

test.skipIf(isWine)(
  'a data folder that does not exist yet is known by the real path of the folder above it',
  async () => {
    const folder = await temporaryFolder()
    mkdirSync(join(folder, 'real'))
    symlinkSync(join(folder, 'real'), join(folder, 'link'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'))
    const at = (name: string) => getDataFolder({ JIRA_TOKEN_HOME: join(folder, name) })
    expect(at('link/new/data')).toBe(join(folder, 'real/new/data'))
    expect(at('broken')).toBe(join(folder, 'broken'))
  },
)

test.runIf(process.platform === 'linux')('the usual folder does not depend on the environment', () => {
  vi.stubEnv('HOME', '/home/somebody')
  vi.stubEnv('XDG_CONFIG_HOME', '/somewhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(getUsualDataFolder()).toBe(join(userInfo().homedir, '.config', 'Jira Token Tray'))
})

describe('without a home folder', () => {
  const os = process.getBuiltinModule('node:os')
  const noEntry = () => {
    throw Object.assign(new Error('uv_os_get_passwd returned ENOENT'), { code: 'ERR_SYSTEM_ERROR' })
  }
  beforeEach(() => {
    // a container's user without an entry in the user database
    vi.spyOn(os, 'homedir').mockImplementation(noEntry)
    vi.spyOn(os, 'userInfo').mockImplementation(noEntry)
  })
  afterEach(() => void vi.restoreAllMocks())

  test.each([{}, { HOME: '' }, { JIRA_TOKEN_HOME: '' }])('says what to set (%j)', (environment) => {
    expect(() => getDataFolder(environment, 'linux')).toThrow(/HOME is not set.*Set JIRA_TOKEN_HOME/)
    expect(() => ensureHome({ ...environment })).toThrow(HomeMissing)
    expect(() => findAddress(environment)).toThrow(/Set JIRA_TOKEN_HOME/)
  })

  test.skipIf(process.platform === 'win32')('JIRA_TOKEN_HOME is enough, and libraries get it as HOME', () => {
    const environment: NodeJS.ProcessEnv = { JIRA_TOKEN_HOME: '/data' }
    expect(getDataFolder(environment, 'linux')).toBe(resolve('/data'))
    ensureHome(environment)
    expect(environment['HOME']).toBe(resolve('/data'))
    const named: NodeJS.ProcessEnv = { JIRA_TOKEN_HOME: '/data', HOME: '/home/mia' }
    ensureHome(named)
    expect(named['HOME']).toBe('/home/mia')
  })
})
