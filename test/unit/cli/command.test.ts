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
    expect(() => readArguments(command, words)).toThrow('missing --: put the command to run after it')
  },
)

test('an empty command after -- is different from none', () => {
  expect(() => readArguments(command, ['--', ''])).toThrow(/after -- is empty\. Is a variable unset/)
})

test('other commands take -- as the end of their options', () => {
  const { runsCommand: _, ...other } = command
  expect(readArguments(other, ['--', '-work']).positionals).toEqual(['-work'])
})

test.each([
  [['--min-vald', '9', '--', 'ls'], "unknown option '--min-vald'. Did you mean '--min-valid'?"],
  [['--secret=hidden', '--', 'ls'], "unknown option '--secret'.\n"],
  [['-x', '--', 'ls'], "unknown option '-x'.\n"],
  [['--min-valid', '--', 'ls'], '--min-valid needs a value\n'],
  [['--min-valid', '-9', '--', 'ls'], '--min-valid needs a value (if it begins with -: --min-valid=VALUE)\n'],
  [['a', 'b', '--', 'ls'], "unexpected argument 'b'\n"],
])('%j is refused in our own words', (words, message) => {
  expect(() => readArguments(command, words)).toThrow(message)
  expect(() => readArguments(command, words)).not.toThrow(/hidden/)
})

test('a flag takes no value', () => {
  const flags: Command = { ...command, options: { json: { type: 'boolean' } } }
  expect(() => readArguments(flags, ['--json=1', '--', 'ls'])).toThrow("--json doesn't take a value")
})

test.each([
  ['accounts rename NAME NEW-NAME', 2, ['work'], 'missing NEW-NAME\n'],
  ['import FILE.env [--name NAME] [--blank | --settings-only]', 1, [], 'missing FILE.env\n'],
  ['sync add|list|remove [ACCOUNT] [--env FILE]', 1, [], 'missing add, list, or remove\n'],
])('%s names what is missing', (usage, min, words, message) => {
  const { runsCommand: _, ...other } = command
  expect(() => readArguments({ ...other, usage, words: [min, 2] }, words)).toThrow(message)
})
