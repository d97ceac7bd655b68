import { expect, test } from 'vitest'
import { commands } from '../../../src/cli/commands.ts'
import { helpText } from '../../../src/cli/help.ts'
import { cut, formatTable, wrapHelp } from '../../../src/cli/terminal/fit.ts'

const esc = '\u001b'

test('all help fits 80 columns, with words kept whole and descriptions below each other', async () => {
  for (const [name, { load }] of Object.entries(commands)) {
    const { command } = await load()
    const text = helpText(name, command)
    const wrapped = wrapHelp(text, 80)
    const [before = ''] = wrapped.split(/^Examples?\b.*:$/m)
    for (const line of before.split('\n')) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(80)
    expect(wrapped.replaceAll(/\s+/g, ' ')).toBe(text.replaceAll(/\s+/g, ' '))
  }
  expect(wrapHelp('  --json  output JSON, as in the local API', 30)).toBe(
    '  --json  output JSON, as in\n          the local API',
  )
})

test('text that is too wide is wrapped as a paragraph, without the line breaks it had', () => {
  const help = [
    'Signs in with your browser, or manually if',
    'there is none.',
    '',
    '  --yes  confirm what would otherwise be',
    '         asked',
    '  --no   the opposite',
    '',
    '  jira-token one',
    '  jira-token two',
  ].join('\n')
  expect(wrapHelp(help, 60)).toBe(help)
  expect(wrapHelp(help, 32)).toBe(
    [
      'Signs in with your browser, or',
      'manually if there is none.',
      '',
      '  --yes  confirm what would',
      '         otherwise be asked',
      '  --no   the opposite',
      '',
      '  jira-token one',
      '  jira-token two',
    ].join('\n'),
  )
})

test('examples are not wrapped, because people copy them', () => {
  const help =
    'Does something that takes long to say.\n\nExamples:\n  jira-token accounts add work --client-id Ab3xY'
  expect(wrapHelp(help, 20).split('\n').at(-1)).toBe('  jira-token accounts add work --client-id Ab3xY')
})

const headings = ['ACCOUNT', 'LEFT', 'STATE']
const row = (name: string) => [
  { text: name },
  { text: '0:42:10' },
  { text: 'renews at 13:20', color: 'green' as const },
]

test('a table has a line per account, and colors that don’t move the columns', () => {
  expect(formatTable(headings, [row('work'), row('a')], 80)).toBe(
    `ACCOUNT  LEFT     STATE\nwork     0:42:10  ${esc}[32mrenews at 13:20${esc}[0m\na        0:42:10  ${esc}[32mrenews at 13:20${esc}[0m`,
  )
})

test('a table that is too wide becomes a few lines per account, none of them too long', () => {
  const long = 'a name of forty-four characters, as Jira has'
  const state = 'the server can’t be reached, next try at 13:20, and more that nobody has room for'
  const lines = formatTable(headings, [[{ text: long }, { text: '0:42:10' }, { text: state }]], 60).split(
    '\n',
  )
  expect(lines).toEqual([
    long,
    '  left     0:42:10',
    '  state    the server can’t be reached, next try at 13:20,',
    '           and more that nobody has room for',
  ])
})

test('a text is cut to a number of columns, of which emoji and East Asian characters take two', () => {
  expect([cut('😀😀😀', 6), cut('😀😀😀', 5), cut('日本語', 4), cut('abc', 0)]).toEqual([
    '😀😀😀',
    '😀😀…',
    '日…',
    '',
  ])
})

test('the columns of a table are aligned whatever the script of a name', () => {
  const lines = formatTable(
    ['ACCOUNT', 'LEFT'],
    [
      [{ text: '日本' }, { text: '1' }],
      [{ text: 'work' }, { text: '2' }],
    ],
    80,
  )
  expect(lines.split('\n')).toEqual(['ACCOUNT  LEFT', '日本     1', 'work     2'])
})
