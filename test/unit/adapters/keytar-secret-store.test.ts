import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeytarSecretStore } from '../../../src/adapters/keychain/keytar-secret-store.ts'
import type { Keytar } from '../../../src/adapters/keychain/keytar.ts'
import type { FormerService } from '../../../src/adapters/keychain/service-name.ts'
import type { AccountSecret } from '../../../src/core/token/token-set.ts'
import { accountSecret } from '../../support/fakes/account-secret.ts'

const windowsBytes = 2560

class Crash extends Error {}

/** A Windows-like keychain: no item above 2,560 bytes. It can be made to crash before any of its changes. */
function windowsKeychain() {
  const items = new Map<string, string>()
  let changesLeft = Infinity
  let changes = 0
  const change = (): void => {
    if (changesLeft === 0) throw new Crash('the computer is off')
    changesLeft -= 1
    changes += 1
  }
  const keytar: Keytar = {
    getPassword: async (_service, account) => items.get(account) ?? null,
    setPassword: async (_service, account, password) => {
      change()
      if (Buffer.byteLength(password, 'utf8') > windowsBytes) throw new Error('Stub received bad data.')
      items.set(account, password)
    },
    deletePassword: async (_service, account) => {
      change()
      return items.delete(account)
    },
    findCredentials: async () => [...items].map(([account, password]) => ({ account, password })),
  }
  const secretsTold: string[] = []
  return {
    items,
    secretsTold,
    changes: () => changes,
    /** The store of a program that crashes before change number `after` + 1. */
    store: (after = Infinity) => {
      changesLeft = after
      return createKeytarSecretStore({
        loadKeytar: async () => keytar,
        service: 'test',
        former: [],
        keyrings: null,
        maxItemBytes: windowsBytes,
        onSecret: (value) => secretsTold.push(value),
      })
    },
  }
}

const secrets: fc.Arbitrary<AccountSecret> = fc
  .record({ mark: fc.string({ unit: 'grapheme', maxLength: 8 }), length: fc.integer({ min: 0, max: 9000 }) })
  .map(({ mark, length }) => accountSecret(mark, length))

describe('a secret too long for one item', () => {
  it('is stored in parts that fit, and read back', async () => {
    const keychain = windowsKeychain()
    await keychain.store().write('work', accountSecret('long', 8192))
    expect(keychain.items.size).toBeGreaterThan(6)
    expect(await keychain.store().read('work')).toEqual(accountSecret('long', 8192))
  })

  it('is read back whatever its length and characters', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, async (secret) => {
        const keychain = windowsKeychain()
        await keychain.store().write('work', secret)
        expect(await keychain.store().read('work')).toEqual(secret)
      }),
    )
  })

  it('is either the old or the new one after a crash at any point, and the next write leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(secrets, { nil: null }),
        secrets,
        secrets,
        fc.integer({ min: 0, max: 40 }),
        async (before, after, later, crashAfter) => {
          const keychain = windowsKeychain()
          if (before !== null) await keychain.store().write('work', before)
          await keychain.store().write('home', before ?? later)

          await keychain
            .store(crashAfter)
            .write('work', after)
            .catch(() => undefined)
          const found = await keychain.store().read('work')
          expect([before, after]).toContainEqual(found)

          await keychain.store().write('work', later)
          expect(await keychain.store().read('work')).toEqual(later)
          expect(await keychain.store().read('home')).toEqual(before ?? later)
          await keychain.store().remove('work')
          expect([...keychain.items.keys()].filter((name) => name.startsWith('work'))).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is the new one once it was written, even if the old parts could not be removed', async () => {
    const keychain = windowsKeychain()
    await keychain.store().write('work', accountSecret('old', 4000))
    const partsAndHead = keychain.items.size
    const store = keychain.store(partsAndHead)
    await expect(store.write('work', accountSecret('new', 4000))).resolves.toBeUndefined()
    expect(await store.read('work')).toEqual(accountSecret('new', 4000))
  })

  it('is either gone or complete after a crash during removal', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, fc.integer({ min: 0, max: 20 }), async (secret, crashAfter) => {
        const keychain = windowsKeychain()
        await keychain.store().write('work', secret)
        await keychain
          .store(crashAfter)
          .remove('work')
          .catch(() => undefined)
        expect([null, secret]).toContainEqual(await keychain.store().read('work'))
        await keychain.store().remove('work')
        expect([...keychain.items.keys()]).toEqual([])
      }),
    )
  })

  it('keeps the parts of accounts whose names start the same way', async () => {
    const keychain = windowsKeychain()
    const store = keychain.store()
    await store.write('work', accountSecret('one', 4000))
    await store.write('work2', accountSecret('two', 4000))
    await store.remove('work')
    expect(await store.read('work2')).toEqual(accountSecret('two', 4000))
  })

  it('fails instead of returning a partial value when a part is lost or damaged', async () => {
    for (const harm of ['lost', 'damaged']) {
      const keychain = windowsKeychain()
      await keychain.store().write('work', accountSecret('long', 8192))
      const [name] = [...keychain.items.keys()].filter((key) => key.includes('#'))
      if (harm === 'lost') keychain.items.delete(name!)
      else keychain.items.set(name!, 'AAAA')
      await expect(keychain.store().read('work')).rejects.toMatchObject({ code: 'keychainFailed' })
    }
  })
})

describe('the secret store', () => {
  it('reports every secret that it reads or writes, so that logs can redact it', async () => {
    const keychain = windowsKeychain()
    const secret = accountSecret('told')
    await keychain.store().write('work', secret)
    const expected = [secret.clientSecret, secret.tokenSet?.accessToken, secret.tokenSet?.refreshToken]
    expect(keychain.secretsTold).toEqual(expected)
    await keychain.store().read('work')
    expect(keychain.secretsTold).toEqual([...expected, ...expected])
  })

  it('leaves no trace of its test of the keychain', async () => {
    const keychain = windowsKeychain()
    expect(await keychain.store().read('nobody')).toBeNull()
    expect([...keychain.items]).toEqual([])
    expect(keychain.changes()).toBe(2)
  })

  it('detects a keychain that forgets what it was given', async () => {
    const store = createKeytarSecretStore({
      loadKeytar: async () => ({
        getPassword: async () => null,
        setPassword: async () => undefined,
        deletePassword: async () => false,
        findCredentials: async () => [],
      }),
      service: 'test',
      former: [],
      keyrings: null,
      maxItemBytes: Infinity,
      onSecret: () => undefined,
    })
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainFailed' })
    await expect(store.remove('work')).rejects.toMatchObject({ code: 'keychainFailed' })
  })

  it.each([
    ['Cannot create an item in a locked collection', 'keychainLocked'],
    ['User interaction is not allowed.', 'keychainLocked'],
    ['The user name or passphrase you entered is not correct.', 'keychainFailed'],
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychainMissing'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'keychainMissing'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'keychainMissing'],
    ["Cannot find module 'keytar'", 'keychainMissing'],
    ['libsecret-1.so.0: cannot open shared object file: No such file or directory', 'keychainLibraryMissing'],
    ['/usr/lib/libsecret-1.so.0: file too short', 'keychainLibraryMissing'],
    [
      'Error loading shared library libsecret-1.so.0: No such file or directory (needed by keytar.node)',
      'keychainLibraryMissing',
    ],
  ])('recognizes the error "%s"', async (message, code) => {
    const store = createKeytarSecretStore({
      loadKeytar: () => Promise.reject(new Error(message)),
      service: 'test',
      former: [],
      keyrings: null,
      maxItemBytes: Infinity,
      onSecret: () => undefined,
    })
    await expect(store.read('work')).rejects.toMatchObject({ code })
  })
})

/** A keychain like that of Linux, with items of any length by service and account, and keyrings that may be locked. */
function linuxKeychain(former: readonly FormerService[] = []) {
  const items = new Map<string, string>()
  const locked = new Set<string>()
  const removed: string[] = []
  const key = (service: string, account: string) => `${service}/${account}`
  const keytar: Keytar = {
    getPassword: async (...names) => items.get(key(...names)) ?? null,
    setPassword: async (service, account, password) => void items.set(key(service, account), password),
    deletePassword: async (...names) => items.delete(key(...names)),
    findCredentials: () => Promise.reject(new Error('crashes on Linux')),
  }
  const store = createKeytarSecretStore({
    loadKeytar: async () => keytar,
    service: 'now',
    former,
    keyrings: {
      hasLocked: async (...names) => locked.has(key(...names)),
      listUnlocked: async () => [],
      removeCopies: async (service, account, keep) => void removed.push(`${key(service, account)} ${keep}`),
    },
    maxItemBytes: Infinity,
    onSecret: () => undefined,
  })
  return { items, locked, removed, store }
}

describe('the secret store on Linux', () => {
  it('calls a secret in a locked keyring locked, before and after the rest is read', async () => {
    const { store, locked, items } = linuxKeychain()
    locked.add('now/work')
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    expect(await store.read('home')).toBeNull()
    items.set('now/work', JSON.stringify(accountSecret('unlocked copy')))
    expect(await store.read('work')).toEqual(accountSecret('unlocked copy'))
  })

  it('removes nothing while a locked keyring has a copy, because that would stay behind', async () => {
    const { store, locked, items } = linuxKeychain()
    await store.write('work', accountSecret('current'))
    locked.add('now/work')
    await expect(store.remove('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    expect(items.has('now/work')).toBe(true)
    locked.clear()
    await store.remove('work')
    expect([...items]).toEqual([])
  })

  it('removes other copies after a write, and before a read', async () => {
    const { store, removed } = linuxKeychain()
    await store.write('work', accountSecret('one'))
    await store.read('work')
    expect(removed).toEqual(['now/work written', 'now/work newest'])
  })
})

describe('a secret that an earlier version stored under another name', () => {
  const former = (...names: string[]) => names.map((name) => ({ name, mayHold: () => true }))

  it('moves to the current name when it is read', async () => {
    const { store, items } = linuxKeychain(former('before', 'long before'))
    items.set('long before/work', JSON.stringify(accountSecret('old')))
    expect(await store.read('work')).toEqual(accountSecret('old'))
    expect([...items.keys()]).toEqual(['now/work'])
    expect(await store.read('work')).toEqual(accountSecret('old'))
  })

  it('stays where it is while it belongs to another data folder', async () => {
    const { store, items } = linuxKeychain([{ name: 'usual', mayHold: (id) => id !== 'work' }])
    items.set('usual/work', JSON.stringify(accountSecret('theirs')))
    expect(await store.read('work')).toBeNull()
    await store.write('work', accountSecret('mine'))
    await store.remove('work')
    expect([...items.keys()]).toEqual(['usual/work'])
  })

  it('is not used while a locked keyring has the current one', async () => {
    const { store, items, locked } = linuxKeychain(former('before'))
    items.set('before/work', JSON.stringify(accountSecret('old')))
    locked.add('now/work')
    await expect(store.read('work')).rejects.toMatchObject({ code: 'keychainLocked' })
    expect([...items.keys()]).toEqual(['before/work'])
  })

  it('is removed with the current one, and by the next write', async () => {
    for (const action of ['write', 'remove'] as const) {
      const { store, items } = linuxKeychain(former('before'))
      for (const name of ['now', 'before']) items.set(`${name}/work`, JSON.stringify(accountSecret(name)))
      await store[action]('work', accountSecret('new'))
      expect([...items.keys()]).toEqual(action === 'write' ? ['now/work'] : [])
    }
  })
})
