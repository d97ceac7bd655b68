import { afterEach, describe, expect, it } from 'vitest'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'
import { eventually } from '../../support/eventually.ts'
import { startFaultSession, type FaultSession } from './fault-session.ts'

describe('in the middle of a renewal', () => {
  let session: FaultSession
  afterEach(() => session.close())

  /** The app, in a renewal that the provider has honored but not answered yet. */
  async function inTheMiddle() {
    session = await startFaultSession(['work'], { leftSec: null })
    const { atlassian, before } = session.account('work')
    const app = await session.launch()
    const window = await app.open()
    // not before the window is open: after 20 seconds, the app gives a request up, and sends another
    atlassian.setFault({ kind: 'holdAfterHonoured' })
    await session.panel.click('Renew now')
    await atlassian.whenHeld()
    return { app, atlassian, before, window }
  }

  it('a sign-out wins, and nothing comes back', async () => {
    const { app, atlassian, window } = await inTheMiddle()
    await window.getByRole('button', { name: 'More for work' }).click()
    await window.getByRole('menuitem', { name: 'Sign out' }).click()
    await window.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await eventually(() => session.keychain()).toEqual([])
    await eventually(() => session.trayText('work')).toMatch(/sign-in required/)

    atlassian.clearFaults()
    await eventually(() => atlassian.counts().held).toBe(0)
    await eventually(() => window.getByRole('main').textContent()).toContain('No token')
    await app.quit()
    expect(await session.keychain()).toEqual([])
    const [record] = await recordsOnDisk(session)
    expect(record).toMatchObject({ id: 'work', hasToken: false, hasClientSecret: false, attempt: null })
    expect(session.notifications.shown()).toEqual([])
  })

  it.each([
    ['a quit', () => session.panel.click('Quit')],
    ['a logout (SIGTERM)', () => session.app.electron.process().kill('SIGTERM')],
  ])('%s waits for the answer, and stores the new pair', async (_what, leave) => {
    const { app, atlassian, before, window } = await inTheMiddle()
    await leave()
    await eventually(() => window.isClosed()).toBe(true)
    // nothing slow here: the app waits for ten seconds at most
    expect(app.isRunning()).toBe(true)
    expect(atlassian.counts().held).toBe(1)
    atlassian.clearFaults()
    await app.ended()
    const after = await session.renewedPair('work')
    expect(after.accessToken).not.toBe(before.accessToken)
    expect(atlassian.counts().refreshGrants).toEqual({ asked: 1, honoured: 1, refused: 0 })
  })
})
