import { expect, test } from 'vitest'
import { closestWord } from '../../../src/shared/closest-word.ts'
import { unknownCommand } from '../../../src/cli/cli-error.ts'

const words = ['status', 'sync', 'sign-in', 'sign-out', 'test', 'token', 'mcp']

test.each([
  ['tokne', 'token'],
  ['stat', 'status'],
  ['tset', 'test'],
  ['singin', 'sign-in'],
  ['sign', null],
  ['frobnicate', null],
  ['t', null],
])('%s probably means %s', (typed, word) => {
  expect(closestWord(typed, words)).toBe(word)
})

test('an unknown command is named with its group, and a suggestion or the choices', () => {
  expect(unknownCommand('tokne', words).message).toBe("unknown command 'tokne'. Did you mean 'token'?")
  expect(unknownCommand('instal', ['install', 'list'], 'mcp').message).toBe(
    "unknown command 'mcp instal'. Did you mean 'mcp install'?",
  )
  expect(unknownCommand('ls', ['list', 'add', 'set'], 'accounts').message).toBe(
    "unknown command 'accounts ls'. Use list, add, or set.",
  )
})
