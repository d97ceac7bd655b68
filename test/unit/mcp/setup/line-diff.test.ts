import { expect, it } from 'vitest'
import { lineDiff } from '../../../../src/mcp/setup/line-diff.ts'

it('shows added lines with some context', () => {
  expect(lineDiff('/x', 'a\nb\nc\nd\ne\nf\ng\nh\n', 'a\nb\nc\nd\nNEW\ne\nf\ng\nh\n').split('\n')).toEqual([
    '--- /x',
    '+++ /x',
    '@@ -2,6 +2,7 @@',
    ' b',
    ' c',
    ' d',
    '+NEW',
    ' e',
    ' f',
    ' g',
  ])
})

it('shows removed lines, even at the end of a file without a final line break', () => {
  expect(lineDiff('/x', 'a\r\nb\r\nc', 'a\r\nb').split('\n')).toEqual([
    '--- /x',
    '+++ /x',
    '@@ -1,3 +1,2 @@',
    ' a',
    '-b',
    '-c',
    '+b',
  ])
})

it('shows a file being created or removed', () => {
  expect(lineDiff('/x', null, 'a\n').split('\n')).toEqual([
    '--- /dev/null',
    '+++ /x',
    '@@ -0,0 +1,1 @@',
    '+a',
  ])
  expect(lineDiff('/x', 'a\n', null).split('\n')).toEqual([
    '--- /x',
    '+++ /dev/null',
    '@@ -1,1 +0,0 @@',
    '-a',
  ])
})
