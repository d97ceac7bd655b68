import { describe, expect, it } from 'vitest'
import { trayModel } from '../../../../src/main/tray/tray-model.ts'
import { accountFixture, currentToken } from '../../../../scripts/fixtures/accounts.ts'
import { appFixture } from '../../../../scripts/fixtures/snapshots.ts'

const nowMs = Date.UTC(2026, 10, 23, 10)
const minuteMs = 60_000

const account = (name: string, change: Parameters<typeof accountFixture>[1] = {}) =>
  accountFixture(nowMs, { id: name, name, token: currentToken(nowMs, 30 * minuteMs), ...change })
const signedOut = {
  token: { kind: 'none' },
  problem: { kind: 'signInNeeded', reason: 'notSignedIn' },
} as const

describe('the tooltip', () => {
  const many = ['first', 'second', 'third', 'fourth'].map((name) => account(name))
  const urgent = account('urgent', { token: currentToken(nowMs, 3 * minuteMs) })

  it('has the app’s name and a line for each account', () => {
    const { tooltip } = trayModel(appFixture([...many, urgent]), nowMs)
    expect(tooltip.split('\n')).toHaveLength(6)
    expect(tooltip).toMatch(/^Jira Token Tray\n/)
  })

  it('starts with the account in the icon on Windows, which truncates it', () => {
    const { tooltip } = trayModel(appFixture([...many, urgent], { platform: 'win32' }), nowMs)
    expect(tooltip).toMatch(/^Jira Token Tray\nurgent: 3 min left.*\nand 4 more$/)
  })

  it('is never longer than Windows allows and still includes the number of other accounts', () => {
    const long = account('x'.repeat(150))
    const { tooltip } = trayModel(appFixture([long, account('other')], { platform: 'win32' }), nowMs)
    expect(tooltip).toHaveLength(127)
    expect(tooltip).toMatch(/…\nand 1 more$/)
  })

  it('has the whole line of a single account, on Windows too', () => {
    const { tooltip } = trayModel(appFixture([urgent], { platform: 'win32' }), nowMs)
    expect(tooltip).toMatch(/^Jira Token Tray\nurgent: 3 min left[^\n]*$/)
  })
})

it('isolates a right-to-left name, so that it does not reorder the time', () => {
  const names = ['שרה', 'work']
  const { menu, tooltip } = trayModel(appFixture(names.map((name) => account(name))), nowMs)
  expect(menu.slice(0, 2).map((item) => 'label' in item && item.label)).toEqual(['\u2068שרה\u2069', 'work'])
  expect(tooltip).toMatch(/\n\u2068שרה\u2069: 30 min left.*\nwork: 30 min left/)
  const alone = trayModel(appFixture([account('שרה')]), nowMs).menu[0]
  expect(alone).toMatchObject({ label: expect.stringMatching(/^\u2068שרה\u2069: 30 min left/) as string })
})

describe('“Renew all”', () => {
  const renewAll = (...accounts: Parameters<typeof appFixture>[0]) =>
    trayModel(appFixture(accounts), nowMs).menu.find(({ kind, ...item }) => {
      return kind === 'action' && 'label' in item && item.label === 'Renew all'
    })

  it('is enabled if any of the accounts can be renewed', () => {
    expect(renewAll(account('work'), account('play', signedOut))).toMatchObject({ enabled: true })
  })

  it('is disabled if none can', () => {
    const noRefreshToken = { token: currentToken(nowMs, minuteMs, { hasRefreshToken: false }) }
    expect(renewAll(account('work', noRefreshToken), account('play', signedOut))).toMatchObject({
      enabled: false,
    })
  })
})

describe('a newer version', () => {
  const menu = (isDownloaded: boolean) =>
    trayModel(appFixture([account('Work')], { update: { version: '9.9.9', isDownloaded } }), nowMs).menu

  it('is mentioned, and the entry opens the window', () => {
    expect(menu(false)).toContainEqual({
      kind: 'action',
      label: 'Version 9.9.9 is available…',
      action: { kind: 'open' },
      enabled: true,
    })
  })

  it('can be installed once it is downloaded', () => {
    expect(menu(true)).toContainEqual({
      kind: 'action',
      label: 'Restart to update to 9.9.9',
      action: { kind: 'restartToUpdate' },
      enabled: true,
    })
  })
})

it('offers the command line tool only while it can be installed', () => {
  const labels = (canInstall: boolean) =>
    trayModel(appFixture([]), nowMs, canInstall).menu.map((item) => 'label' in item && item.label)
  expect(labels(true)).toEqual([...labels(false).slice(0, -2), 'Install command line tool…', false, 'Quit'])
})
