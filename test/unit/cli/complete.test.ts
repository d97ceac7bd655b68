import { expect, test } from 'vitest'
import { flagOf } from '../../../src/cli/command.ts'
import { commands } from '../../../src/cli/commands.ts'
import { command as tokenCommand } from '../../../src/cli/commands/token.ts'
import { complete } from '../../../src/cli/completion/complete.ts'
import { mcpClientIds } from '../../../src/shared/mcp-client-ids.ts'

const sources = { tokenCommand, accountNames: async () => ['work', 'my board'] }

/** The words that can follow, or another kind. */
async function offered(line: string, current = ''): Promise<readonly string[] | string> {
  const found = await complete(line.split(' ').filter(Boolean), current, sources)
  return found.kind === 'words' ? found.candidates.map(({ value }) => value) : found.kind
}

test.each([
  ['accounts', ['list', 'add', 'set', 'rename', 'use', 'remove']],
  ['help mcp', ['install', 'uninstall', 'list', 'test', 'snippet']],
  ['token', ['work', 'my board']],
  ['token --min-valid 60', ['work', 'my board']],
  ['token work', []],
  ['token --min-valid', []],
  ['logout', ['work', 'my board']],
  ['accounts use', ['work', 'my board']],
  ['accounts add', []],
  ['accounts rename work', []],
  ['sync', ['add', 'list', 'remove']],
  ['sync add', ['work', 'my board']],
  ['sync add --env', 'files'],
  ['import', 'files'],
  ['network --ca-file', 'files'],
  ['env --shell', ['sh', 'fish', 'powershell']],
  ['completion', ['bash', 'zsh', 'fish']],
  ['mcp --cloud-id', ['auto', 'none']],
  ['mcp --account', ['work', 'my board']],
  ['mcp install --client', mcpClientIds],
  ['exchange --account', ['work', 'my board']],
  ['api', []],
  ['api --account', ['work', 'my board']],
  ['api -a', ['work', 'my board']],
  ['api -X', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']],
  ['api /x --input', 'files'],
  ['run', ['work', 'my board']],
  ['run work --', 'program'],
  ['run -- ls', 'program'],
  ['nonsense', []],
])('after %s', async (line, expected) => {
  expect(await offered(line)).toEqual(expected)
})

test('the first word is a command; only options follow a dash', async () => {
  const names = Object.keys(commands).map((name) => name.split(' ')[0])
  expect(await offered('')).toEqual([...new Set(['token', 'help', ...names])])
  expect(await offered('', '-')).toEqual(['--help', '--version'])
})

test('options are offered once, unless they may be repeated; values also after =', async () => {
  expect(await offered('status --json', '-')).toEqual(['--wide', '--verbose', '--help'])
  expect(await offered('api -a work', '-')).not.toContain('--account')
  expect(await offered('mcp --header A:B --url https://x', '--')).toContain('--header')
  expect(await offered('accounts set', '--')).not.toContain('--client-secret')
  expect(await offered('env', '--shell=f')).toEqual(['--shell=sh', '--shell=fish', '--shell=powershell'])
  expect(await offered('env', '--nonsense=')).toEqual([])
})

test('every command offers its options', async () => {
  for (const name of Object.keys(commands)) {
    const { command } = await commands[name]!.load()
    const declared = Object.keys(command.options).filter((option) => option !== 'clientSecret')
    expect(await offered(name, '--'), name).toEqual([...declared, 'verbose', 'help'].map(flagOf))
  }
})

test('an option has the help’s words', async () => {
  const { candidates } = await complete(['run'], '--', sources)
  expect(candidates.find(({ value }) => value === '--min-valid')?.summary).toMatch(/^renew first if/)
})
