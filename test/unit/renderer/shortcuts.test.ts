import { expect, test } from 'vitest'
import { ariaShortcut, pressedShortcut, shortcutText } from '../../../src/renderer/state/shortcuts.ts'

const key = (name: string, change: object = {}) => ({
  key: name,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
})
const ctrl = { ctrlKey: true }
const cmd = { metaKey: true }

test.each([
  ['r', ctrl, 'Control+R'],
  ['R', ctrl, 'Control+R'],
  [',', ctrl, 'Control+,'],
  ['C', { ...ctrl, shiftKey: true }, 'Control+Shift+C'],
  ['3', { ...ctrl, code: 'Digit3' }, 'Control+3'],
  // a French keyboard, without and with Shift
  ['"', { ...ctrl, code: 'Digit3' }, 'Control+3'],
  ['3', { ...ctrl, code: 'Digit3', shiftKey: true }, 'Control+3'],
])('%s with %j is %s', (name, change, shortcut) => {
  expect(pressedShortcut(key(name, change), false)).toBe(shortcut)
})

test.each([
  ['r', {}],
  ['r', { ...ctrl, altKey: true }],
  ['r', cmd],
  ['Control', ctrl],
  ['ArrowDown', ctrl],
])('%s with %j is none', (name, change) => {
  expect(pressedShortcut(key(name, change), false)).toBeNull()
})

test('on a Mac it is Cmd instead of Ctrl', () => {
  expect(pressedShortcut(key('r', cmd), true)).toBe('Meta+R')
  expect(pressedShortcut(key('r', ctrl), true)).toBeNull()
  expect(ariaShortcut('R', true)).toBe('Meta+R')
  expect(shortcutText('Shift+C', true)).toBe('⇧⌘C')
  expect(shortcutText('Shift+C', false)).toBe('Ctrl+Shift+C')
})
