import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { card } from '../../support/sign-in-steps.ts'
import { recordsOnDisk } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'
import { startFaultSession, type FaultSession } from './fault-session.ts'

const revoked = {
  'revoked (as documented)': 'invalidGrant',
  'revoked (as seen)': 'unauthorizedClient',
} as const
const wrongSecret = 'wrong secret'
const rightSecret = 'ATOA-the-new-client-secret'

describe('an account that the provider refuses', () => {
  let session: FaultSession
  let window: Page

  const getTitles = (name: string) =>
    session.notifications
      .shown()
      .map(({ title }) => title)
      .filter((title) => title.startsWith(name))

  beforeAll(async () => {
    session = await startFaultSession([...Object.keys(revoked), wrongSecret])
    for (const [name, answer] of Object.entries(revoked)) {
      const { atlassian } = session.account(name)
      atlassian.revokeAll({ keepAccessTokens: true })
      atlassian.setDeadRefreshTokenAnswer(answer)
    }
    session.account(wrongSecret).atlassian.changeClientSecret(rightSecret)
    const app = await session.launch()
    // a window with the focus would show the same as a notification
    await until(
      'both accounts have notified the user',
      () => Object.keys(revoked).flatMap(getTitles),
      ({ length }) => length >= 2,
    )
    window = await app.open()
  })
  afterAll(() => session.close())

  it.each(Object.keys(revoked))(
    '%s asks once for a new sign-in, and keeps everything that still works',
    async (name) => {
      const { atlassian, before } = session.account(name)
      await eventually(() => session.trayText(name)).toMatch(/left, then sign in again/)
      await eventually(() => session.windowText(window, name)).toMatch(/sign in again/i)
      expect(getTitles(name)).toEqual([`${name}: sign in again`])

      expect(await session.copiedToken(name)).toBe(before.accessToken)
      expect(await session.storedPair(name)).toEqual(before)
      expect(await recordsOnDisk(session)).toContainEqual(
        expect.objectContaining({ id: name, hasToken: true }),
      )
      expect(await session.panel.entry(name, 'Sign in again')).toMatchObject({ enabled: true })

      // waking up makes the app check again, but it neither asks the provider nor notifies the user again
      await session.app.electron.evaluate(({ powerMonitor }) => {
        powerMonitor.emit('suspend')
        powerMonitor.emit('resume')
        powerMonitor.emit('unlock-screen')
      })
      expect(await session.copiedToken(name)).toBe(before.accessToken)
      expect(atlassian.counts()).toMatchObject({ authorize: 0, refreshGrants: { asked: 1, refused: 1 } })
      expect(getTitles(name)).toEqual([`${name}: sign in again`])
    },
  )

  it('because of a wrong client secret says so, and recovers once the right one is saved', async () => {
    const { atlassian, before } = session.account(wrongSecret)
    await eventually(() => session.trayText(wrongSecret)).toMatch(/left, client secret rejected/)
    expect(await session.copiedToken(wrongSecret)).toBe(before.accessToken)
    expect(await session.storedPair(wrongSecret)).toEqual(before)
    expect(await session.panel.labels(wrongSecret)).not.toContain('Sign in again')
    expect(getTitles(wrongSecret)).toEqual([])

    await openCard(wrongSecret)
    await eventually(() => card(window, wrongSecret).textContent()).toMatch(/client secret rejected/i)
    await card(window, wrongSecret).getByRole('button', { name: 'Edit account' }).first().click()
    await window.getByLabel('Client secret').fill(rightSecret)
    await window.getByRole('button', { name: 'Save', exact: true }).click()

    const after = await session.renewedPair(wrongSecret)
    await eventually(() => session.trayText(wrongSecret)).toMatch(/left, renews at/)
    expect(await session.copiedToken(wrongSecret)).toBe(after.accessToken)
    expect(atlassian.counts()).toMatchObject({ authorize: 0, refreshGrants: { honoured: 1 } })
    const item = (await session.keychain()).find(({ accountId }) => accountId === wrongSecret)
    expect(item?.clientSecret).toBe(rightSecret)
  })

  async function openCard(name: string): Promise<void> {
    const row = window.getByRole('button', { name: new RegExp(`^${name}`) })
    await until(
      `the card of ${name} is open`,
      async () => {
        // it may be gone by now
        if ((await row.count()) > 0)
          await row
            .first()
            .click({ timeout: 2000 })
            .catch(() => undefined)
        return card(window, name).count()
      },
      (count) => count === 1,
    )
  }
})
