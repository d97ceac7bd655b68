import { expect, test } from 'vitest'
import { liveLines } from '../../../src/cli/monitor/live-lines.ts'
import { accountStatus } from '../../support/account-status.ts'

const terminal = { columns: 200, rows: 24, color: false }
const nowMs = 1_000_000

test('a line has the name, bar, time left, state, and next step', () => {
  const half = accountStatus({ expiresAt: new Date(nowMs + 1_800_000).toISOString(), isDefault: true })
  expect(liveLines([half], nowMs, terminal)).toEqual([
    `work *  ${'█'.repeat(15)}${'░'.repeat(15)}  30:00  valid     renews at 13:20`,
  ])
})

test('the time counts down without hearing from the owner, to zero and no further', () => {
  const account = accountStatus({}, nowMs)
  const timeAfter = (sec: number) => liveLines([account], nowMs + sec * 1000, terminal)[0]!.split('  ')[2]
  expect([0, 1, 42 * 60 - 1, 42 * 60, 9999].map(timeAfter)).toEqual([
    '42:00',
    '41:59',
    '00:01',
    '00:00',
    '00:00',
  ])
})

test('the bar is empty only when no time is left', () => {
  const account = accountStatus({}, nowMs)
  const barAfter = (sec: number) => liveLines([account], nowMs + sec * 1000, terminal)[0]!.split('  ')[1]
  expect(barAfter(42 * 60 - 1)).toBe(`█${'░'.repeat(29)}`)
  expect(barAfter(42 * 60)).toBe('░'.repeat(30))
})

test('accounts are aligned in columns, and one without a token has no time', () => {
  const none = accountStatus({ name: 'long name', state: 'noAccount', expiresAt: null, summary: 'opening…' })
  const [first, second] = liveLines([accountStatus({}, nowMs), none], nowMs, terminal)
  expect(first!.indexOf('42:00')).toBe(second!.indexOf('--:--'))
  expect(second).toMatch(/^long name {2}░{30} {2}--:-- {2}starting$/)
})

test('counts the accounts that don’t fit on the terminal', () => {
  const accounts = Array.from({ length: 9 }, (_, index) => accountStatus({ id: `${index}` }, nowMs))
  const lines = liveLines(accounts, nowMs, { ...terminal, rows: 5 })
  expect(lines).toHaveLength(4)
  expect(lines.at(-1)).toBe('… and 6 more')
})

test('colors are used only on request', () => {
  const [line = ''] = liveLines([accountStatus({}, nowMs)], nowMs, { ...terminal, color: true })
  expect(line).toContain('\u001b[32m')
})

test('what does not fit is cut with an ellipsis, and a long name leaves room for the next step', () => {
  const name = 'a name of forty-four characters, as Jira has'
  const account = accountStatus(
    { name, summary: '42 min left, the server can’t be reached, next try at 13:20' },
    nowMs,
  )
  for (const columns of [40, 60, 80, 120]) {
    const [line = ''] = liveLines([account], nowMs, { ...terminal, columns })
    expect(line.length).toBeLessThanOrEqual(columns)
    expect(line).toContain('…')
    expect(line).toMatch(/42:00 {2}valid/)
  }
  const usual = accountStatus({ name, summary: '42 min left, renews at 13:20' }, nowMs)
  expect(liveLines([usual], nowMs, { ...terminal, columns: 80 })[0]).toMatch(
    /^a name of forty.*….*renews at 13:20$/,
  )
})
