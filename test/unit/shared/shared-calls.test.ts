import { expect, it } from 'vitest'
import { createSharedCalls } from '../../../src/shared/shared-calls.ts'

it('calls with the same key share one call, until it ends', async () => {
  const share = createSharedCalls<number>()
  let started = 0
  const start = () => Promise.resolve((started += 1))
  expect(await Promise.all([share('a', start), share('a', start), share('b', start)])).toEqual([1, 1, 2])
  expect(await share('a', start)).toBe(3)
})

it('a failure reaches everyone who waits, and the next call starts again', async () => {
  const share = createSharedCalls<number>()
  const fail = () => Promise.reject(new Error('refused'))
  const waiting = [share('a', fail), share('a', () => Promise.resolve(1))]
  for (const one of waiting) await expect(one).rejects.toThrow('refused')
  expect(await share('a', () => Promise.resolve(2))).toBe(2)
})
