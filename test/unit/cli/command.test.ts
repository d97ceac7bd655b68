import { expect, test } from 'vitest'
import { defineCommand, oneOf, type Command } from '../../../src/cli/command.ts'
import { helpText, usageLine } from '../../../src/cli/help.ts'
import { readValues, readWords } from '../../../src/cli/read-arguments.ts'
import { runCommand } from '../../../src/cli/run-command.ts'

const command = defineCommand({
  description: 'Runs a command.',
  arguments: { account: { value: 'ACCOUNT' } },
  options: { minValid: { value: 'SECONDS', help: 'renew first', parse: Number } },
  runsCommand: true,
  run: () => undefined,
})

/** The same without what runs another program. */
const { runsCommand: _, ...other } = command

const read = (words: readonly string[], which: Command = command) =>
  readValues(which, readWords(which, words))

test('everything after -- belongs to the command, unchanged', () => {
  const words = readWords(command, ['work', '--min-valid', '9', '--', 'ls', '--help', '--', '-x'])
  expect(words.commandLine).toEqual(['ls', '--help', '--', '-x'])
  expect(readValues(command, words)).toEqual({ account: 'work', minValid: 9 })
})

test.each([[['ls', '-l']], [['work', '--']], [[]]])(
  '%j is refused because there is no command after --',
  (words) => {
    expect(() => read(words)).toThrow('missing --: put the command to run after it')
  },
)

test('an empty command after -- is different from none', () => {
  expect(() => read(['--', ''])).toThrow(/after -- is empty\. Is a variable unset/)
})

test('other commands take -- as the end of their options', () => {
  expect(read(['--', '-work'], other)['account']).toBe('-work')
})

test.each([
  [['--min-vald', '9', '--', 'ls'], "unknown option '--min-vald'. Did you mean '--min-valid'?"],
  [['--secret=hidden', '--', 'ls'], "unknown option '--secret'."],
  [['-x', '--', 'ls'], "unknown option '-x'."],
  [['--min-valid', '--', 'ls'], '--min-valid needs a value'],
  [['--min-valid', '-9', '--', 'ls'], '--min-valid needs a value (if it begins with -: --min-valid=VALUE)'],
  [['a', 'b', '--', 'ls'], "unexpected argument 'b'"],
])('%j is refused in our own words', (words, message) => {
  expect(() => read(words)).toThrow(message)
  expect(() => read(words)).not.toThrow(/hidden/)
})

test('a flag takes no value', () => {
  const flags: Command = { ...command, options: { json: { help: 'output JSON' } } }
  expect(() => read(['--json=1', '--', 'ls'], flags)).toThrow("--json doesn't take a value")
})

test('`run` gets the values that are declared, with their types, and null or false for what was left out', async () => {
  const seen: unknown[] = []
  const typed = defineCommand({
    description: '',
    arguments: { file: { value: 'FILE', required: true }, newName: { value: 'NEW-NAME' } },
    options: {
      json: { help: 'output JSON' },
      shell: { ...oneOf(['sh', 'fish']), help: 'the shell' },
      header: { value: 'NAME', help: 'a header', multiple: true },
      idleSec: { value: 'SECONDS', help: 'how long', required: 'say how long', parse: Number },
    },
    run: ({ file, newName, json, shell, header, idleSec, ...none }) => {
      // what the compiler has to know
      const known: [string, string | null, boolean, 'sh' | 'fish' | null, readonly string[], number] = [
        file,
        newName,
        json,
        shell,
        header,
        idleSec,
      ]
      seen.push(...known)
      // @ts-expect-error: an option that is not declared
      seen.push(none.wide)
    },
  })
  const run = (...words: string[]) => typed.run(read(words, typed) as never, [])
  await run('a.txt', '--idle-sec', '5')
  expect(seen.splice(0)).toEqual(['a.txt', null, false, null, [], 5, undefined])
  await run('a', 'b', '--json', '--shell=fish', '--header', 'x', '--header', 'y', '--idle-sec=5')
  expect(seen).toEqual(['a', 'b', true, 'fish', ['x', 'y'], 5, undefined])
  expect(() => run('a')).toThrow('missing --idle-sec: say how long')
  expect(() => run('a', '--idle-sec', '5', '--shell', 'fis')).toThrow(
    "--shell must be sh or fish. Did you mean 'fish'?",
  )
})

test('a command without options and arguments has no values', () => {
  const bare = defineCommand({
    description: '',
    run: (values) => {
      // @ts-expect-error: an option that is not declared
      expect(values.json).toBeUndefined()
    },
  })
  void bare.run(read([], bare) as never, [])
  expect(() => read(['--json'], bare)).toThrow("unknown option '--json'")
})

test('what excludes each other is refused, and stands together in the usage line', () => {
  const signIn = defineCommand({
    description: '',
    options: {
      browser: { help: 'in the browser' },
      noOpen: { help: 'open nothing' },
      manual: { help: 'by hand' },
      yes: { help: 'confirm' },
    },
    exclusive: [[['browser', 'noOpen'], 'manual']],
    run: () => undefined,
  })
  expect(usageLine('sign-in', signIn)).toBe('sign-in [--browser [--no-open] | --manual] [--yes]')
  expect(() => read(['--browser', '--no-open'], signIn)).not.toThrow()
  expect(() => read(['--manual', '--no-open'], signIn)).toThrow('use --no-open or --manual, not both')
})

test('help shows every option with its words, except those that only exist to be refused', () => {
  const add = defineCommand({
    description: 'Adds an account.',
    arguments: { name: { value: 'NAME', required: true } },
    options: {
      url: { value: 'URL', help: 'its server', short: 'u', required: 'where it is' },
      header: { value: 'NAME:VALUE', help: 'add a header', multiple: true },
      tokenUrl: { value: 'URL', help: 'said\n   in two lines' },
      secret: { value: 'SECRET' },
    },
    shown: ['url', 'header'],
    notes: 'Then sign in.',
    examples: ['jira-token add work --url x'],
    run: () => undefined,
  })
  expect(helpText('add', add)).toBe(`Usage: jira-token add NAME --url URL [--header NAME:VALUE]… [options]

Adds an account.

  -u, --url URL        its server
  --header NAME:VALUE  add a header
  --token-url URL      said in two lines

Then sign in.

Example:
  jira-token add work --url x`)
})

test.each([
  ['NEW-NAME', 'missing NEW-NAME'],
  ['FILE.env', 'missing FILE.env'],
  ['add|list|remove', 'missing add, list, or remove'],
])('%s is named if it is missing, with the usage line', async (value, message) => {
  const needy: Command = { ...other, arguments: { what: { value, required: true } } }
  await expect(runCommand('run', needy, [])).rejects.toThrow(
    `${message}\nUsage: jira-token run ${value} [--min-valid SECONDS]`,
  )
})
