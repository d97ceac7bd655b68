import { expect, test } from 'vitest'
import { readArguments, type Command } from '../../../src/cli/command.ts'

const command: Command = {
  usage: 'run [ACCOUNT] -- COMMAND…',
  help: '',
  options: { 'min-valid': { type: 'string' } },
  words: [0, 1],
  runsCommand: true,
  run: () => undefined,
}

test('everything after -- belongs to the command, unchanged', () => {
  const given = readArguments(command, ['work', '--min-valid', '9', '--', 'ls', '--help', '--', '-x'])
  expect(given.positionals).toEqual(['work'])
  expect(given.value('min-valid')).toBe('9')
  expect(given.commandLine).toEqual(['ls', '--help', '--', '-x'])
})

test.each([[['ls', '-l']], [['work', '--']], [[]]])(
  '%j is refused because there is no command after --',
  (words) => {
    expect(() => readArguments(command, words)).toThrow('the command to run must come after --')
  },
)

test('an empty command after -- is different from none', () => {
  expect(() => readArguments(command, ['--', ''])).toThrow(/after -- is empty: perhaps a variable/)
})

test('other commands take -- as the end of their options', () => {
  const { runsCommand: _, ...other } = command
  expect(readArguments(other, ['--', '-work']).positionals).toEqual(['-work'])
})
