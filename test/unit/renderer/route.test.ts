import { expect, test } from 'vitest'
import { escapeEffect } from '../../../src/renderer/state/use-escape.ts'
import { parseRoute, routeHash, type Route } from '../../../src/renderer/state/route.ts'

const routes: Route[] = [
  { page: 'accounts' },
  { page: 'settings' },
  { page: 'guide' },
  { page: 'newAccount' },
  { page: 'newAccountForm', kind: 'mcp-server' },
  { page: 'newAccountForm', kind: 'mcp-server', preset: 'atlassian' },
  { page: 'editAccount', id: 'a b/c' },
  { page: 'editAccount', id: '7c0ab', field: 'clientSecret' },
  { page: 'history', id: '7c0ab' },
  { page: 'files', id: '7c0ab' },
  { page: 'mcp', id: '7c0ab' },
]

test.each(routes)('a route is the same after a round trip through the hash: $page', (route) => {
  expect(parseRoute(routeHash(route))).toEqual(route)
})

test.each([
  '',
  '#',
  '#nonsense',
  '#account',
  '#account//edit',
  '#account/7',
  '#account/new/what',
  '#account/%E0%A4%A/edit',
])('the hash %j means the accounts view', (hash) => {
  expect(parseRoute(hash)).toEqual({ page: 'accounts' })
})

test.each(['#account/new/mcp-server/else', '#account/new/mcp-server/', '#account/new/jira-cloud/atlassian'])(
  'the hash %j means the form without a preset',
  (hash) => {
    expect(parseRoute(hash)).not.toHaveProperty('preset')
    expect(parseRoute(hash)).toMatchObject({ page: 'newAccountForm' })
  },
)

test('Esc goes back first, then hides the window, unless a dialog or a form handles it', () => {
  expect(escapeEffect({ page: 'accounts' }, false)).toBe('window')
  expect(escapeEffect({ page: 'settings' }, false)).toBe('back')
  expect(escapeEffect({ page: 'history', id: 'a' }, false)).toBe('back')
  expect(escapeEffect({ page: 'newAccountForm', kind: 'jira-cloud' }, false)).toBe('form')
  expect(escapeEffect({ page: 'newAccount' }, false)).toBe('back')
  expect(escapeEffect({ page: 'editAccount', id: 'a' }, true)).toBe('dialog')
  expect(escapeEffect({ page: 'accounts' }, true)).toBe('dialog')
})
