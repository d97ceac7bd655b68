import { expect, it } from 'vitest'
import { createAccountStore } from '../../../../src/core/accounts/account-store.ts'
import { createAppStore } from '../../../../src/core/state/app-store.ts'
import type { AccountRecord } from '../../../../src/core/ports.ts'
import { AppError } from '../../../../src/shared/error-codes.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { accountRecord } from '../../../../scripts/fixtures/account-record.ts'

function createAccountStoreHarness() {
  const store = createAppStore({
    app: { version: '0.1.0', platform: 'linux', demoAvailable: true, updateFeed: null },
    records: [],
    facts: {},
    signIns: {},
    signInErrors: {},
    syncedFiles: {},
    settings: defaultSettings,
    notices: [],
  })
  const saved: (readonly AccountRecord[])[] = []
  let isDiskFull = false
  const accountStore = createAccountStore(
    {
      accounts: () => saved.at(-1) ?? [],
      saveAccounts: (accounts) => {
        if (isDiskFull) throw new Error('ENOSPC')
        saved.push(accounts)
      },
      settings: () => defaultSettings,
      saveSettings: () => undefined,
    },
    store,
  )
  return { accountStore, store, saved, fillDisk: () => (isDiskFull = true) }
}

it('saves every change to disk before viewers see it', () => {
  const { accountStore, store, saved } = createAccountStoreHarness()
  store.subscribe(({ accounts }) => {
    expect(saved.at(-1)?.map(({ name }) => name)).toEqual(accounts.map(({ name }) => name))
  })
  accountStore.add(accountRecord({ id: 'a', name: 'A' }))
  accountStore.add(accountRecord({ id: 'b', name: 'B' }))
  accountStore.update('a', { name: 'C' })
  accountStore.remove('b')
  expect(store.snapshot().accounts.map(({ name }) => name)).toEqual(['C'])
  expect(saved).toHaveLength(4)
})

it('doesn’t show changes that could not be saved', () => {
  const { accountStore, store, fillDisk } = createAccountStoreHarness()
  accountStore.add(accountRecord({ id: 'a', name: 'A' }))
  fillDisk()
  expect(() => accountStore.update('a', { name: 'B' })).toThrow('ENOSPC')
  expect(store.snapshot().accounts[0]?.name).toBe('A')
})

it('reports an unknown account', () => {
  const { accountStore } = createAccountStoreHarness()
  expect(() => accountStore.get('nobody')).toThrow(new AppError('accountNotFound'))
})
