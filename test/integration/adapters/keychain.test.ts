import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  startPrivateDesktop,
  type PrivateDesktop,
  type PrivateDesktopOptions,
} from '../../../scripts/desktop/private-desktop.ts'
import { accountSecret } from '../../support/fakes/account-secret.ts'
import { startSecretStore, type SecretStoreClient } from '../../support/secret-store-client.ts'

async function desktopWith(options: PrivateDesktopOptions): Promise<PrivateDesktop> {
  const desktop = await startPrivateDesktop({ display: false, ...options })
  onTestFinished(() => desktop.close())
  return desktop
}

function storeOn(desktop: PrivateDesktop): SecretStoreClient {
  const store = startSecretStore(desktop.env, `test ${randomUUID()}`)
  onTestFinished(() => store.close())
  return store
}

describe('the secret store on an unlocked keyring', () => {
  let desktop: PrivateDesktop
  let store: SecretStoreClient
  beforeAll(async () => {
    desktop = await startPrivateDesktop({ display: false })
    store = startSecretStore(desktop.env, `test ${randomUUID()}`)
  })
  afterEach(async () => {
    for (const { account } of await store.keytar.findCredentials(store.service))
      await store.keytar.deletePassword(store.service, account)
  })
  afterAll(async () => {
    await store.close()
    await desktop.close()
  })

  it('returns what was stored, replaces it as a whole, and removes it', async () => {
    expect(await store.read('work')).toBeNull()

    await store.write('work', accountSecret('one'))
    await store.write('home', accountSecret('two'))
    expect(await store.read('work')).toEqual(accountSecret('one'))

    await store.write('work', { clientSecret: 'only this', tokenSet: null })
    expect(await store.read('work')).toEqual({ clientSecret: 'only this', tokenSet: null })

    await store.remove('work')
    expect(await store.read('work')).toBeNull()
    expect(await store.read('home')).toEqual(accountSecret('two'))
    await expect(store.remove('work')).resolves.toBeUndefined()

    await store.remove('home')
    expect(await store.keytar.findCredentials(store.service)).toEqual([])
  })

  it('stores two tokens of 8 KB in one item', async () => {
    await store.write('work', accountSecret('long', 8192))
    expect(await store.read('work')).toEqual(accountSecret('long', 8192))
    expect(await store.keytar.findCredentials(store.service)).toHaveLength(1)
  })

  it('fails when it finds unknown content, without repeating or removing it', async () => {
    for (const found of ['zebra', '{"clientSecret": "zebra', '{"clientSecret": 42}', 'parts:{', 'parts:{}']) {
      await store.keytar.setPassword(store.service, 'work', found)
      const failure = (await store.read('work').catch((error: unknown) => error)) as Error
      expect(failure).toMatchObject({ code: 'keychainFailed' })
      expect(failure.message).not.toContain('zebra')
      expect(await store.keytar.getPassword(store.service, 'work')).toBe(found)
    }
  })
})

describe('unknown secrets', () => {
  it('are removed, but nothing else: no known account, no other service, nothing locked', async () => {
    const desktop = await desktopWith({})
    const store = storeOn(desktop)
    const other = storeOn(desktop)
    const names = [
      'known',
      'known#1a2b3c4d.0',
      'sign-in#known',
      'canary-1',
      'gone',
      'gone#1a2b3c4d.0',
      'sign-in#gone',
    ]
    for (const name of names) await store.keytar.setPassword(store.service, name, 'secret')
    await other.keytar.setPassword(other.service, 'gone', 'secret')
    await store.removeUnknown('known')
    const left = await store.keytar.findCredentials(store.service)
    expect(left.map(({ account }) => account).sort()).toEqual(
      ['canary-1', 'known', 'known#1a2b3c4d.0', 'sign-in#known'].sort(),
    )
    expect(await other.keytar.getPassword(other.service, 'gone')).toBe('secret')

    await desktop.lockKeyring()
    await store.removeUnknown()
    await desktop.restartKeyring('unlocked')
    const next = startSecretStore(desktop.env, store.service)
    onTestFinished(() => next.close())
    expect(await next.keytar.getPassword(store.service, 'known')).toBe('secret')
  })

  it.each([{ keyring: 'none' }, { bus: false }] as const)(
    'are left alone without a keychain (%o)',
    async (options) => {
      const store = storeOn(await desktopWith(options))
      await expect(store.removeUnknown()).rejects.toThrow()
    },
  )
})

describe('the secret store on a locked keyring', () => {
  it('reports that it is locked instead of empty, and changes nothing', async () => {
    const desktop = await desktopWith({})
    const store = storeOn(desktop)
    await store.write('work', accountSecret('kept'))
    await desktop.lockKeyring()

    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    await expect(store.read('nobody')).rejects.toMatchObject({ code: 'keychainLocked' })
    await expect(store.write('work', accountSecret('new'))).rejects.toMatchObject({ code: 'keychainLocked' })
    await expect(store.remove('work')).rejects.toMatchObject({ code: 'keychainLocked' })

    await desktop.restartKeyring('unlocked')
    expect(await store.read('work')).toEqual(accountSecret('kept'))
  })

  it('starts working once it is unlocked, even if it was locked from the start', async () => {
    const desktop = await desktopWith({ keyring: 'locked' })
    const store = storeOn(desktop)
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    await desktop.restartKeyring('unlocked')
    expect(await store.read('work')).toBeNull()
    await store.write('work', accountSecret('new'))
    expect(await store.read('work')).toEqual(accountSecret('new'))
  })
})

describe('the secret store on a keyring that comes and goes', () => {
  it('reports that there is none while it is gone, and works again with the next one, every time', async () => {
    const desktop = await desktopWith({})
    const store = storeOn(desktop)
    await store.write('work', accountSecret('kept'))

    for (const round of ['first', 'second']) {
      await desktop.killKeyring()
      await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainMissing' })

      await desktop.restartKeyring()
      expect(await store.read('work')).toEqual(accountSecret(round === 'first' ? 'kept' : 'first'))
      await store.write('work', accountSecret(round))
    }
    expect(await store.read('work')).toEqual(accountSecret('second'))
  })

  it('reports that there is none when there never was one', async () => {
    const store = storeOn(await desktopWith({ keyring: 'none' }))
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainMissing' })
    await expect(store.write('work', accountSecret('new'))).rejects.toMatchObject({ code: 'keychainMissing' })
    await expect(store.remove('work')).rejects.toMatchObject({ code: 'keychainMissing' })
  })

  it('reports that there is none without a session bus', async () => {
    const desktop = await desktopWith({ bus: false })
    const store = storeOn(desktop)
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainMissing' })
    await expect(store.write('work', accountSecret('new'))).rejects.toMatchObject({ code: 'keychainMissing' })
  })
})
