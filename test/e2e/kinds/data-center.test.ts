import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askLocalApi } from '../../support/ask-local-api.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { beginAccount, card, logInAndAccept, timeLeft } from '../../support/sign-in-steps.ts'
import { eventually } from '../../support/eventually.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession({
    atlassian: {
      mode: 'dataCenter',
      redirectUris: ['https://localhost:8080/callback'],
      // a real one gives ten seconds, which a busy machine may need
      codeLifetimeSec: 120,
    },
  })
  const app = await session.launch()
  window = await app.window()
})
afterAll(() => session.close())

test('a Jira Data Center signs in through the window with an https callback, and renews automatically', async () => {
  const { atlassian } = session
  atlassian.setAccessTokenLifetime(6)
  await beginAccount(window, 'Jira Data Center')
  await window.getByLabel('Name', { exact: true }).fill('office')
  await window.getByLabel('Base URL').fill(`${atlassian.url}/`)
  await window.getByLabel('Client ID').fill(atlassian.clientId)
  await window.getByLabel('Client secret').fill(atlassian.clientSecret)
  expect(await window.getByLabel('Callback URL').inputValue()).toBe('https://localhost:8080/callback')
  await window.getByRole('button', { name: 'Save and sign in' }).click()
  await logInAndAccept(await session.app.signInPage())

  await eventually(() => timeLeft(window, 'office')).toMatch(/^[\d:]+$/)
  await eventually(() => card(window, 'office').innerText()).toContain('Ada Lovelace')
  await eventually(() => atlassian.counts().refreshGrants.honoured).toBeGreaterThanOrEqual(2)
  expect(atlassian.counts().refreshGrants.refused).toBe(0)
  await eventually(() => session.panel.tooltip()).toMatch(/^office: /)
  const { body } = await askLocalApi<'status'>(session.dataFolder, 'GET', '/v1/status')
  expect(body.accounts).toMatchObject([{ kind: 'jira-data-center', sites: [{ url: atlassian.url }] }])
})
