import { expect, test } from 'vitest'
import { createSnapshotStore } from '../../../src/renderer/state/snapshot-store.ts'
import type { Bridge, IpcAnswer } from '../../../src/shared/ipc-bridge.ts'
import { appSnapshotSchema, type AppSnapshot } from '../../../src/shared/snapshot.ts'
import { snapshotFixtures } from '../../../scripts/fixtures/snapshots.ts'

const { empty, valid } = snapshotFixtures(Date.now())
const ok = (value: AppSnapshot): IpcAnswer<AppSnapshot> => ({ ok: true, value })

function fakeBridge(answer: () => Promise<IpcAnswer<AppSnapshot>>) {
  let push: (snapshot: AppSnapshot) => void = () => undefined
  const bridge = {
    invoke: answer,
    onStateChanged: (listener: (snapshot: AppSnapshot) => void) => {
      push = listener
      return () => undefined
    },
  } as unknown as Bridge
  return { bridge, push: (snapshot: AppSnapshot) => push(snapshot) }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

test('loads once, then follows the pushes', async () => {
  const { bridge, push } = fakeBridge(() => Promise.resolve(ok(empty)))
  const store = createSnapshotStore(bridge)
  expect(store.get()).toEqual({ kind: 'loading' })
  await settled()
  expect(store.get()).toEqual({ kind: 'ready', snapshot: empty })

  let calls = 0
  const stop = store.subscribe(() => (calls += 1))
  push(valid)
  expect(store.get()).toEqual({ kind: 'ready', snapshot: valid })
  stop()
  push(empty)
  expect(calls).toBe(1)
})

test('a push that arrives before the first response wins', async () => {
  let answer: (value: IpcAnswer<AppSnapshot>) => void = () => undefined
  const { bridge, push } = fakeBridge(() => new Promise((resolve) => (answer = resolve)))
  const store = createSnapshotStore(bridge)
  push(valid)
  answer(ok(empty))
  await settled()
  expect(store.get()).toEqual({ kind: 'ready', snapshot: valid })
})

test('a failure is shown and can be retried', async () => {
  let works = false
  const { bridge } = fakeBridge(() =>
    works ? Promise.resolve(ok(valid)) : Promise.reject(new Error('gone')),
  )
  const store = createSnapshotStore(bridge)
  await settled()
  expect(store.get()).toEqual({ kind: 'failed', code: 'internal' })
  works = true
  await store.reload()
  expect(store.get()).toEqual({ kind: 'ready', snapshot: valid })
})

test('every fixture is a valid snapshot', () => {
  for (const snapshot of Object.values(snapshotFixtures(Date.now()))) {
    expect(appSnapshotSchema.parse(snapshot)).toEqual(snapshot)
  }
})
