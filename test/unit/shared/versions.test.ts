import { expect, it } from 'vitest'
import { isNewerVersion } from '../../../src/shared/versions.ts'

it.each([
  ['1.2.4', '1.2.3'],
  ['1.10.0', '1.9.9'],
  ['2.0.0', '2.0.0-rc.1'],
  ['2.0.0-rc.10', '2.0.0-rc.9'],
])('%s is newer than %s, and not the other way round', (newer, older) => {
  expect(isNewerVersion(newer, older)).toBe(true)
  expect(isNewerVersion(older, newer)).toBe(false)
})

it.each([
  '1.2.3',
  '',
  'v9.9.9',
  '9.9',
  '9.9.9 ',
  '9.9.9\n',
  '09.9.9',
  '\u001b[31m9.9.9',
  `9.9.${'9'.repeat(80)}`,
])('%j is not newer than 1.2.3', (text) => {
  expect(isNewerVersion(text, '1.2.3')).toBe(false)
})
