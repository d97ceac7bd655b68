import { describe, expect, it } from 'vitest'
import { createAppStore } from '../../../../src/core/state/app-store.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import type { AppSnapshot } from '../../../../src/shared/snapshot.ts'
import { accountRecord } from '../../../../scripts/fixtures/account-record.ts'

const createStore = () =>
  createAppStore({
    app: { version: '0.1.0', platform: 'linux', demoAvailable: true, updateFeed: null },
    records: [accountRecord()],
    facts: {},
    signIns: {},
    signInErrors: {},
    syncedFiles: {},
    settings: defaultSettings,
    notices: [],
  })

describe('the store', () => {
  it('tells listeners what has changed, and nothing else', () => {
    const store = createStore()
    const told: AppSnapshot[] = []
    const stop = store.subscribe((snapshot) => told.push(snapshot))
    store.dispatch({ type: 'recordsChanged', records: [accountRecord({ name: 'Play' })] })
    // viewers don't see the mark of an attempt
    store.dispatch({
      type: 'recordsChanged',
      records: [accountRecord({ name: 'Play', attempt: { atMs: 1, refreshTokenHash: 'hash' } })],
    })
    store.dispatch({ type: 'settingsChanged', settings: { ...defaultSettings } })
    expect(told.map(({ accounts }) => accounts[0]?.name)).toEqual(['Play'])
    stop()
    store.dispatch({ type: 'recordsChanged', records: [] })
    expect(told).toHaveLength(1)
  })

  it('doesn’t tell a new listener what happened before', () => {
    const store = createStore()
    store.dispatch({ type: 'recordsChanged', records: [] })
    const told: AppSnapshot[] = []
    store.subscribe((snapshot) => told.push(snapshot))
    store.dispatch({ type: 'recordsChanged', records: [] })
    expect(told).toEqual([])
  })

  it('keeps what was dispatched, and tells the other listeners, if one fails', () => {
    const store = createStore()
    const told: AppSnapshot[] = []
    store.subscribe(() => {
      throw new Error('the display broke')
    })
    store.subscribe((snapshot) => told.push(snapshot))
    store.dispatch({ type: 'recordsChanged', records: [] })
    expect(told.map(({ accounts }) => accounts)).toEqual([[]])
    expect(store.snapshot().accounts).toEqual([])
  })

  it('returns the same snapshot while nothing changes', () => {
    const store = createStore()
    const before = store.snapshot()
    store.dispatch({ type: 'settingsChanged', settings: { ...defaultSettings } })
    expect(store.snapshot()).toBe(before)
    store.dispatch({ type: 'recordsChanged', records: [] })
    expect(store.snapshot().accounts).toEqual([])
  })
})
