import { afterEach, describe, expect, it } from 'vitest'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'
import { eventually } from '../../support/eventually.ts'
import { startFaultSession, type FaultSession } from './fault-session.ts'

/** What makes the keychain unusable, and what the tray and the window say then. */
const breakages = {
  locked: {
    happen: (session: FaultSession) => session.desktop.lockKeyring(),
    tray: /keychain locked/,
    window: /keychain is locked|keychain locked/i,
  },
  gone: {
    happen: (session: FaultSession) => session.desktop.killKeyring(),
    tray: /no keychain/,
    window: /no keychain/i,
  },
} as const

describe.each(Object.entries(breakages))('a keychain that is %s', (_name, breakage) => {
  let session: FaultSession
  afterEach(() => session.close())

  it('at startup is reported, loses nothing, and is used as soon as it is back', async () => {
    session = await startFaultSession(['work'], { leftSec: null })
    const { atlassian, before } = session.account('work')
    await breakage.happen(session)
    const app = await session.launch()
    await eventually(() => session.trayText('work')).toMatch(breakage.tray)
    const window = await app.open()
    await eventually(() => session.windowText(window, 'work')).toMatch(breakage.window)
    expect(await recordsOnDisk(session)).toMatchObject([{ hasToken: true, hasClientSecret: true }])

    await session.desktop.restartKeyring()
    await eventually(() => session.trayText('work')).toMatch(/left, renews at/)
    expect(await session.copiedToken('work')).toBe(before.accessToken)
    expect(await session.storedPair('work')).toEqual(before)
    expect(atlassian.counts()).toMatchObject({ authorize: 0, refreshGrants: { asked: 0 } })
    expect(session.notifications.shown()).toEqual([])
  })

  it('during a session keeps the new token in memory, says so, and saves it as soon as the keychain is back', async () => {
    session = await startFaultSession(['work'], { leftSec: null })
    const { atlassian, before } = session.account('work')
    const app = await session.launch()
    await eventually(() => session.trayText('work')).toMatch(/left, renews at/)
    await breakage.happen(session)
    await session.panel.click('Renew now')
    await eventually(() => session.trayText('work')).toMatch(/left, not saved: /)
    await eventually(() => session.trayText('work')).toMatch(breakage.tray)
    // a window with the focus would show the same
    await eventually(() => session.notifications.shown().map(({ title }) => title)).toEqual([
      'work: new token not saved',
    ])
    const window = await app.open()
    await eventually(() => session.windowText(window, 'work')).toMatch(/not saved/i)
    await eventually(() => session.windowText(window, 'work')).toMatch(breakage.window)
    const inMemory = await session.copiedToken('work')
    expect(inMemory).not.toBe(before.accessToken)
    expect(await atlassian.introspect(inMemory)).toMatchObject({ active: true, newest: true })

    await session.desktop.restartKeyring()
    await eventually(() => session.trayText('work')).toMatch(/left, renews at/)
    expect((await session.renewedPair('work')).accessToken).toBe(inMemory)
    expect(atlassian.counts()).toMatchObject({ authorize: 0, refreshGrants: { asked: 1, honoured: 1 } })
    expect(session.notifications.shown()).toHaveLength(1)
  })
})

describe('a new token that the keychain refused', () => {
  let session: FaultSession
  afterEach(() => session.close())

  it('costs no sign-in when the app is killed before saving it', async () => {
    session = await startFaultSession(['work'], { leftSec: null })
    const app = await session.launch()
    await eventually(() => session.trayText('work')).toMatch(/left, renews at/)
    await session.desktop.killKeyring()
    await session.panel.click('Renew now')
    await eventually(() => session.trayText('work')).toMatch(/left, not saved: /)
    await app.kill()

    await session.desktop.restartKeyring()
    await session.launch()
    await session.renewedPair('work')
    expect(session.account('work').atlassian.counts()).toMatchObject({
      authorize: 0,
      refreshGrants: { refused: 0 },
    })
  })
})
