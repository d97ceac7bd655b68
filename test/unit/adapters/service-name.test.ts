import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { getKeychainServices, toServiceName } from '../../../src/adapters/keychain/service-name.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const usual = '/home/ada/.config/Jira Token Tray'
const plain = 'Jira Token Tray'

const servicesOf = (dataFolder: string, spelled = dataFolder, usualFolder = usual) => {
  const { service, former } = getKeychainServices({ dataFolder, spelled, usual: usualFolder }, 'app')
  return { service, former: former.map(({ name }) => name), mayHold: former.at(-1)?.mayHold }
}

describe('the keychain service', () => {
  it('is the plain one for the usual folder, however it was spelled', () => {
    for (const spelled of [usual, '/home/ada/link', '/home/ada/.config/../.config/Jira Token Tray'])
      expect(servicesOf(usual, spelled).service).toBe(plain)
  })

  it('is one of its own for every other folder, the same through a symlink', () => {
    expect(servicesOf('/data').service).toBe(toServiceName('/data'))
    expect(servicesOf('/data', '/link').service).toBe(toServiceName('/data'))
    expect(servicesOf('/other').service).not.toBe(servicesOf('/data').service)
  })

  it('has the names of earlier versions: by the path as it was spelled, and the plain one', () => {
    expect(servicesOf(usual).former).toEqual([toServiceName(usual)])
    expect(servicesOf(usual, '/link').former).toEqual([toServiceName('/link'), toServiceName(usual)])
    expect(servicesOf('/data').former).toEqual([plain])
    expect(servicesOf('/data', '/link').former).toEqual([toServiceName('/link'), plain])
  })

  it('leaves a secret under the plain name to the usual folder if that knows the account', async () => {
    const folder = await temporaryFolder()
    const { mayHold } = servicesOf('/copy', '/copy', folder)
    expect(mayHold?.('id-of-work')).toBe(true)
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ accounts: [{ id: 'id-of-work' }] }))
    expect(mayHold?.('id-of-work')).toBe(false)
    expect(mayHold?.('id-of-home')).toBe(true)
  })
})
