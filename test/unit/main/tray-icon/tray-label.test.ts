import { expect, it } from 'vitest'
import { trayLabel } from '../../../../src/main/tray/tray-model.ts'

it.each([
  [0, '0'],
  [0.9, '0'],
  [1, '1'],
  [42.99, '42'],
  [99.9, '99'],
])('shows minutes up to 99: %d is %s', (minutes, label) => {
  expect(trayLabel(minutes)).toBe(label)
})

it.each([
  [100, '1h'],
  [119, '1h'],
  [120, '2h'],
  [599, '9h'],
])('shows whole hours from 100 minutes up, rounded down: %d is %s', (minutes, label) => {
  expect(trayLabel(minutes)).toBe(label)
})

it('ends at 9+', () => {
  expect(trayLabel(600)).toBe('9+')
  expect(trayLabel(Number.POSITIVE_INFINITY)).toBe('9+')
})

it('shows 0 for expired tokens and anything that isn’t a number', () => {
  expect(trayLabel(-5)).toBe('0')
  expect(trayLabel(Number.NaN)).toBe('0')
})
