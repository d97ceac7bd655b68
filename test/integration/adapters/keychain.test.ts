import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  startPrivateDesktop,
  type PrivateDesktop,
  type PrivateDesktopOptions,
} from '../../../scripts/desktop/private-desktop.ts'
import { startAskingKeychain } from '../../support/asking-keychain.ts'
import { eventually } from '../../support/eventually.ts'
import { accountSecret } from '../../support/fakes/account-secret.ts'
import { loginCollection, openSecretCollections } from '../../support/secret-collections.ts'
import { startSecretStore, type SecretStoreClient } from '../../support/secret-store-client.ts'

async function desktopWith(options: PrivateDesktopOptions): Promise<PrivateDesktop> {
  const desktop = await startPrivateDesktop({ display: false, ...options })
  onTestFinished(() => desktop.close())
  return desktop
}

function storeOn(desktop: PrivateDesktop, timeoutMs?: number): SecretStoreClient {
  const store = startSecretStore(desktop.env, `test ${randomUUID()}`, timeoutMs)
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
      expect(await store.removeUnknown()).toBeUndefined()
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

  it('works with the next one after it ended in the middle of a write', async () => {
    const desktop = await desktopWith({})
    // libsecret’s call then hangs about every third time, until the timeout
    for (let round = 0; round < 4; round += 1) {
      await desktop.restartKeyring()
      const store = storeOn(desktop, 10_000)
      await store.write('work', accountSecret('before'))
      await desktop.lockKeyring()
      const writing = store.write('work', accountSecret('meanwhile')).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, round * 6))
      await desktop.restartKeyring()
      await writing

      const write = async () => {
        await store.write('work', accountSecret('after'))
        return store.read('work')
      }
      await eventually(write).toEqual(accountSecret('after'))
    }
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

describe('the secret store with several keyrings', () => {
  async function twoKeyrings() {
    const desktop = await desktopWith({})
    const keyrings = await openSecretCollections(desktop.busAddress ?? '')
    onTestFinished(() => keyrings.close())
    return { store: storeOn(desktop), keyrings, another: await keyrings.make('another') }
  }

  it('reports that a secret in a locked keyring is locked, whichever is the default', async () => {
    const { store, keyrings, another } = await twoKeyrings()
    await store.write('work', accountSecret('kept'))
    await keyrings.setDefault(another)
    await keyrings.lock(loginCollection)
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    await expect(store.remove('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    expect(await store.read('nobody')).toBeNull()
    await keyrings.unlock(loginCollection)
    expect(await store.read('work')).toEqual(accountSecret('kept'))
    await store.remove('work')
    expect(await keyrings.itemsOf('work')).toEqual([])
  })

  it('has one copy after each write, in the default keyring', async () => {
    const { store, keyrings, another } = await twoKeyrings()
    await store.write('work', accountSecret('one'))
    await store.write('home', accountSecret('other account'))
    for (const keyring of [another, loginCollection, another]) {
      await keyrings.setDefault(keyring)
      await store.write('work', accountSecret(keyring))
      const items = await keyrings.itemsOf('work')
      expect(items).toHaveLength(1)
      expect(items[0]).toContain(`${keyring}/`)
      expect(await store.read('work')).toEqual(accountSecret(keyring))
    }
    expect(await store.read('home')).toEqual(accountSecret('other account'))
  })

  it('reads the newest copy when one comes to light that was locked during the last write', async () => {
    const { store, keyrings, another } = await twoKeyrings()
    for (const [older, newer] of [
      [loginCollection, another],
      [another, loginCollection],
    ] as const) {
      const account = `work in ${newer}`
      await keyrings.setDefault(older)
      await store.write(account, accountSecret('older'))
      await keyrings.setDefault(newer)
      await keyrings.lock(older)
      // the keyring counts in seconds
      await new Promise((resolve) => setTimeout(resolve, 1100))
      await store.write(account, accountSecret('newer'))
      await keyrings.unlock(older)
      expect(await keyrings.itemsOf(account)).toHaveLength(2)
      expect(await store.read(account)).toEqual(accountSecret('newer'))
      expect(await keyrings.itemsOf(account)).toHaveLength(1)
    }
  })
})

describe('the secret store on a keychain that asks before each write', () => {
  const asking = { code: 'keychainAsking' }

  async function asked() {
    const desktop = await desktopWith({ keyring: 'none' })
    const keychain = await startAskingKeychain(desktop.busAddress ?? '')
    const store = storeOn(desktop, 3000)
    await expect(store.write('work', accountSecret('one'))).rejects.toMatchObject(asking)
    return { keychain, store }
  }

  it('asks once while the question waits, and stores the secret when the user has answered', async () => {
    const { keychain, store } = await asked()
    for (let count = 0; count < 3; count += 1) {
      await expect(store.write('work', accountSecret('one'))).rejects.toMatchObject(asking)
      await expect(store.write('home', accountSecret('two'))).rejects.toMatchObject(asking)
      await expect(store.read('work')).rejects.toMatchObject(asking)
    }
    expect(keychain.questions()).toBe(1)
    keychain.answer('allow')
    await eventually(() =>
      store.read('work').then(
        (secret) => secret,
        () => null,
      ),
    ).toEqual(accountSecret('one'))
    expect(keychain.questions()).toBe(1)
  })

  it('does not believe that a refused secret is stored, and asks again at the next try', async () => {
    const { keychain, store } = await asked()
    keychain.answer('deny')
    const write = () =>
      store.write('work', accountSecret('one')).then(
        () => 'stored',
        (error: { code: string }) => error.code,
      )
    await eventually(write).toBe('keychainFailed')
    expect(await write()).toBe('keychainAsking')
    expect(keychain.questions()).toBe(2)
    keychain.answer('allow')
    await eventually(write).toBe('stored')
  })
})
