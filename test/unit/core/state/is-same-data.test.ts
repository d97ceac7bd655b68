import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSameData } from '../../../../src/core/state/is-same-data.ts'

it('agrees with comparing the JSON texts', () => {
  const json = fc.jsonValue({ maxDepth: 3 })
  const sorted = (value: unknown): string =>
    JSON.stringify(value, (_name, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    )
  fc.assert(
    fc.property(json, json, (one, other) => {
      expect(isSameData(one, structuredClone(one))).toBe(true)
      expect(isSameData([one, 1], [one, 2])).toBe(false)
      // -0 is the same as 0 here and in JSON
      if (!Array.isArray(one) && !Array.isArray(other))
        expect(isSameData(one, other)).toBe(sorted(one) === sorted(other))
    }),
  )
})

it('distinguishes a missing property from an undefined one', () => {
  expect(isSameData({ a: undefined }, { b: undefined })).toBe(false)
  expect(isSameData({ a: 1 }, { a: 1, b: 2 })).toBe(false)
  expect(isSameData(null, {})).toBe(false)
})
