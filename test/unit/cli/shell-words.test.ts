import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replacementFor, splitLine } from '../../../src/cli/completion/shell-words.ts'

test.each([
  ['jira-token token my\\ acc', ['jira-token', 'token'], 'my acc', ''],
  ['jira-token token "my acc', ['jira-token', 'token'], 'my acc', '"'],
  ["jira-token token 'my acc", ['jira-token', 'token'], 'my acc', "'"],
  ['jira-token "a b" ', ['jira-token', 'a b'], '', ''],
  ["jira-token it\\'s", ['jira-token'], "it's", ''],
  ['jira-token "say \\"hi', ['jira-token'], 'say "hi', '"'],
  ['jira-token $(touch x', ['jira-token', '$(touch'], 'x', ''],
  ['jira-token a\\', ['jira-token'], 'a', ''],
  ['', [], '', ''],
] as const)('%s', (line, words, value, quote) => {
  const found = splitLine(line)
  expect(found.words).toEqual(words)
  expect(found.last).toMatchObject({ value, quote })
})

test('what replaces the end of a word keeps the beginning', () => {
  const last = (line: string) => splitLine(line).last
  expect(replacementFor('my account', last('t my\\ a'), 'my\\ a')).toBe('my\\ account')
  expect(replacementFor('my account', last('t "my a'), 'my a')).toBe('my account')
  expect(replacementFor('a "b"$', last('t "a'), 'a')).toBe('a \\"b\\"\\$')
  expect(replacementFor("it's", last("t 'it"), 'it')).toBe("it'\\''s")
  expect(replacementFor('--client=cursor', last('t --client=cu'), 'cu')).toBe('cursor')
  expect(replacementFor('work:eu', last('t work:e'), 'e')).toBe('eu')
  // the quote began inside of what is replaced
  expect(replacementFor('my account', last('t m"y a'), 'm"y a')).toBeNull()
})

test('any name, inserted unquoted or in double quotes, is read back as it is', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[\n\0]/.test(text))
  fc.assert(
    fc.property(name, fc.constantFrom('', '"'), (text, quote) => {
      const inserted = replacementFor(text, splitLine(`t ${quote}`).last, '')
      expect(splitLine(`t ${quote}${inserted}`).last.value).toBe(text)
    }),
  )
})
