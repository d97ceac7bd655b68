import { expect, test } from 'vitest'
import { noticesToShow } from '../../../src/renderer/accounts/accounts-view.tsx'
import { signInStepText } from '../../../src/renderer/accounts/sign-in-panel.tsx'
import { sitesText } from '../../../src/renderer/accounts/site-text.ts'
import { initials } from '../../../src/renderer/parts/avatar.tsx'
import { menuMove } from '../../../src/renderer/parts/menu.tsx'
import { noticeText } from '../../../src/shared/notice-text.ts'
import { signInQuestionText } from '../../../src/shared/sign-in-question.ts'
import { clearingOptions } from '../../../src/renderer/settings/setting-options.ts'
import { acme, threeSites } from '../../../scripts/fixtures/accounts.ts'
import { snapshotFixtures } from '../../../scripts/fixtures/snapshots.ts'

test('a missing tray is explained, including the extension GNOME needs', () => {
  expect(noticeText({ kind: 'noTray', desktop: 'ubuntu:GNOME' }).text).toContain('AppIndicator')
  expect(noticeText({ kind: 'noTray', desktop: 'sway' }).text).toContain('sway')
  expect(noticeText({ kind: 'noTray', desktop: '' }).text).toContain('your desktop')
})

test('the keychain notice is hidden if an account says the same', () => {
  const { keychainMissing, notices } = snapshotFixtures(Date.now())
  expect(noticesToShow(keychainMissing)).toEqual([])
  expect(noticesToShow(notices)).toHaveLength(3)
})

test('sites are shown by host, without duplicates', () => {
  expect(sitesText([])).toBe('')
  expect(sitesText([acme, { ...acme, name: 'Confluence' }])).toBe('acme.atlassian.net')
  expect(sitesText(threeSites)).toBe('acme.atlassian.net +2')
  expect(sitesText([{ id: '1', name: 'odd', url: 'not a url' }])).toBe('odd')
})

test('initials come from the first and last words', () => {
  expect(initials('Ada Lovelace')).toBe('AL')
  expect(initials('Augusta Ada King')).toBe('AK')
  expect(initials('work')).toBe('W')
  expect(initials('')).toBe('')
})

test('the sign-in says where to continue', () => {
  expect(signInStepText({ step: 'waiting', surface: 'browser' }, 'jira-cloud').text).toContain(
    'in your browser',
  )
  expect(signInStepText({ step: 'waiting', surface: 'window' }, 'jira-cloud').text).toContain('in the window')
})

test('the sign-in names the provider of its kind', () => {
  const waiting = { step: 'waiting', surface: 'window' } as const
  expect(signInStepText(waiting, 'jira-cloud').text).toContain('to Atlassian')
  expect(signInStepText(waiting, 'jira-data-center').text).toContain('to your Jira')
  expect(signInStepText(waiting, 'mcp-server').text).toContain('to the server')
})

test('a file from a newer version is not called damaged', () => {
  const notice = { kind: 'fileSetAside', file: 'settings.json', keptAs: 'settings.newer-1.json' } as const
  const { title, text } = noticeText({ ...notice, why: 'newer' })
  expect(`${title} ${text}`).not.toMatch(/damaged/)
  expect(text).toContain('settings.newer-1.json')
  expect(noticeText({ ...notice, why: 'damaged' }).title).toMatch(/damaged/)
})

test('the questions name the people involved', () => {
  const other = signInQuestionText({ kind: 'otherPerson', before: 'Ada', now: 'Grace' })
  expect(other.text).toMatch(/Ada.*Grace/)
  expect(other.yes).toBe('Use Grace')
  const doubtful = signInQuestionText({ kind: 'isItYou', person: 'Grace' })
  expect(doubtful).toMatchObject({
    title: 'Was that you?',
    text: expect.stringMatching(/^Grace signed in in a browser/),
  })
  expect(signInQuestionText({ kind: 'isItYou', person: null }).text).toMatch(/^Someone signed in/)
  const twice = signInQuestionText({ kind: 'samePersonTwice', accountName: 'Work', person: 'Ada' })
  expect(twice.text).toMatch(/Ada.*Work/)
})

test('the arrow keys move through a menu and wrap around', () => {
  expect(menuMove('ArrowDown', 2, 3)).toBe(0)
  expect(menuMove('ArrowUp', 0, 3)).toBe(2)
  expect(menuMove('End', 0, 3)).toBe(2)
  expect(menuMove('Home', 2, 3)).toBe(0)
  expect(menuMove('x', 0, 3)).toBeNull()
})

test('a clearing time that was set elsewhere can still be selected', () => {
  expect(clearingOptions(25).map(({ value }) => value)).toEqual([0, 10, 20, 25, 30, 45, 60, 90, 120])
  expect(clearingOptions(0).map(({ value }) => value)).not.toContain(25)
})

test('without a clearing time, the option says that the clipboard is cleared on quit', () => {
  expect(clearingOptions(0)[0]).toEqual({ value: 0, label: 'Only on quit' })
})
