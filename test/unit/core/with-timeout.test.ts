import { describe, expect, it } from 'vitest'
import { withTimeout } from '../../../src/core/with-timeout.ts'
import { createFakeClock } from '../../support/fakes/fake-clock.ts'
import { rejection } from '../../support/fakes/rejection.ts'
import { AppError } from '../../../src/shared/error-codes.ts'

describe('work with a timeout', () => {
  it('has its own result in time, and leaves no timer', async () => {
    const clock = createFakeClock()
    expect(await withTimeout(clock, 1000, Promise.resolve('done'), 'late')).toBe('done')
    expect(clock.timers()).toBe(0)
  })

  it('fails with its own error in time, and leaves no timer', async () => {
    const clock = createFakeClock()
    const work = Promise.reject(new AppError('offline'))
    expect(await rejection(withTimeout(clock, 1000, work, 'late'))).toBe('offline')
    expect(clock.timers()).toBe(0)
  })

  it('has the other result once the time is over, whatever the work does later', async () => {
    const clock = createFakeClock()
    let fail = (_error: Error): void => undefined
    const work = new Promise<string>((_done, reject) => (fail = reject))
    const result = withTimeout(clock, 1000, work, 'late')
    await clock.advance(999)
    expect(await Promise.race([result, Promise.resolve('not yet')])).toBe('not yet')
    await clock.advance(1)
    expect(await result).toBe('late')
    fail(new AppError('offline'))
  })
})
