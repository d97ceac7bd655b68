import { expect, it } from 'vitest'
import { quoted } from '../../../src/shared/quote-for-shell.ts'

it.each([
  ['work', 'work'],
  ['My office', "'My office'"],
  ['Ada’s', "'Ada’s'"],
  ["it's $HOME", String.raw`'it'\''s $HOME'`],
  ['', "''"],
])('writes %s the way a shell reads it', (word, written) => {
  expect(quoted(word)).toBe(written)
})
