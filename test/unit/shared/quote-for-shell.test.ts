import { expect, it } from 'vitest'
import { quoted } from '../../../src/shared/quote-for-shell.ts'

it.each([
  ['work', 'work'],
  ['My office', "'My office'"],
  ['Ada’s', "'Ada’s'"],
  ["it's $HOME", String.raw`'it'\''s $HOME'`],
  ['', "''"],
])('writes %s the way a shell reads it', (word, written) => {
  expect(quoted(word, 'linux')).toBe(written)
})

it.each([
  ['work', 'work'],
  ['C:\\Users\\ada\\x.env', 'C:\\Users\\ada\\x.env'],
  ['My office', '"My office"'],
  ['Ada’s', '"Ada’s"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['C:\\a folder\\', '"C:\\a folder\\\\"'],
  ['A=b', '"A=b"'],
  ['', '""'],
])('writes %s the way both shells of Windows read it', (word, written) => {
  expect(quoted(word, 'win32')).toBe(written)
})
