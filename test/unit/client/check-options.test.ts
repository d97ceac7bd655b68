import { expect, test } from 'vitest'
import { checkedBufferMinutes, wholeSeconds } from '../../../src/client/node-api/check-options.ts'

test('a renewal buffer is 1 to 30 minutes', () => {
  expect(checkedBufferMinutes(30)).toBe(30)
  for (const wrong of [0, 31, Number.NaN, '5' as unknown as number])
    expect(() => checkedBufferMinutes(wrong)).toThrow(
      /^renewalBufferMinutes must be a number from 1 to 30, not/,
    )
})

test('validity is rounded up to whole seconds that the owner accepts', () => {
  expect(wholeSeconds(0.5)).toBe(1)
  expect(wholeSeconds(Number.POSITIVE_INFINITY)).toBe(999_999_999)
  for (const wrong of [-1, Number.NaN, '60' as unknown as number])
    expect(() => wholeSeconds(wrong)).toThrow(/^minValidSec must be a number of seconds, 0 or more, not/)
})
