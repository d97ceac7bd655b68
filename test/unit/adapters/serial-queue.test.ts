import { expect, it } from 'vitest'
import { createSerialQueue } from '../../../src/adapters/synced-files/serial-queue.ts'
import { createFakeClock, drain } from '../../support/fakes/fake-clock.ts'
import { rejection } from '../../support/fakes/rejection.ts'

/** A queue in virtual time, with work that ends on command. */
function createHarness() {
  const clock = createFakeClock()
  const queue = createSerialQueue(clock)
  const started: string[] = []
  const open = new Map<string, () => void>()
  return {
    clock,
    started,
    /** Starts work in this folder; resolves with its outcome. */
    begin: (folder: string, name: string) =>
      rejection(
        queue.run(folder, () => {
          started.push(name)
          return new Promise<void>((done) => open.set(name, done))
        }),
      ),
    end: (name: string) => {
      open.get(name)?.()
      return drain()
    },
  }
}

it('does one thing at a time, in order', async () => {
  const { begin, end, started } = createHarness()
  const outcomes = ['a', 'b', 'c'].map((name) => begin('/home', name))
  await drain()
  expect(started).toEqual(['a'])
  await end('a')
  expect(started).toEqual(['a', 'b'])
  await end('b')
  await end('c')
  expect(await Promise.all(outcomes)).toEqual(['resolved', 'resolved', 'resolved'])
})

it('continues with other folders after three seconds, and starts nothing in the dead one until it answers', async () => {
  const { begin, clock, end, started } = createHarness()
  const dead = begin('/net', 'dead')
  const healthy = begin('/home', 'healthy')
  await clock.advance(2999)
  expect(started).toEqual(['dead'])
  await clock.advance(1)
  expect(await dead).toBe('syncedFileUnusable')
  await end('healthy')
  expect(await healthy).toBe('resolved')
  expect(await begin('/net', 'again')).toBe('syncedFileUnusable')
  expect(started).toEqual(['dead', 'healthy'])
  await end('dead')
  const back = begin('/net', 'back')
  await drain()
  await end('back')
  expect(await back).toBe('resolved')
  expect(clock.timers()).toBe(0)
})

it('lets at most two hang, so that threads are left for the keychain and for name lookups', async () => {
  const { begin, clock, end, started } = createHarness()
  const dead = ['/1', '/2', '/3', '/4', '/5'].map((folder) => begin(folder, folder))
  await clock.advance(60_000)
  expect(await Promise.all(dead)).toEqual(Array(5).fill('syncedFileUnusable'))
  expect(started).toEqual(['/1', '/2'])
  expect(await begin('/home', 'healthy')).toBe('syncedFileUnusable')
  await end('/1')
  const healthy = begin('/home', 'healthy')
  await drain()
  await end('healthy')
  expect(await healthy).toBe('resolved')
})
