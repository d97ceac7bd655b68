import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { answerDialogs } from '../support/answer-dialogs.ts'
import { beginAccount, logInAndAccept } from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch({ env: { JIRA_OAUTH_CLIENT_ID: 'of-the-environment' } })
  window = await app.window()
})
afterAll(() => session.close())

test('a client ID you typed survives when the window is recreated, whatever the environment contains', async () => {
  const cards = window.getByRole('list', { name: 'Account types' }).getByRole('button')
  await eventually(() => cards.first().innerText()).toMatch(/^Jira API/)
  // straight to the form: the app is registered already
  await window.getByRole('button', { name: 'Use it' }).click()
  await eventually(() => window.getByLabel(/^client id$/i).inputValue()).toBe('of-the-environment')
  await window.getByLabel(/^name$/i).fill('mine')
  await window.getByLabel(/^client id$/i).fill('typed')
  await eventually(() => window.evaluate('localStorage.getItem("newAccountDraft")')).toContain('"typed"')

  // recreating the window does the same: the page starts over, and its storage stays
  await window.goto(window.url().replace(/#.*/, '#accounts'))
  await window.reload()
  await window.getByText('Found your Jira OAuth app (JIRA_OAUTH_CLIENT_ID)').waitFor()
  await beginAccount(window, 'Jira Cloud')
  await eventually(() => window.getByLabel(/^name$/i).inputValue()).toBe('mine')
  await eventually(() => window.getByLabel(/^client id$/i).inputValue()).toBe('typed')
})

test('a .env in the folder where the app was started is offered too, and “Use it” leads to the filled form', async () => {
  const folder = await temporaryFolder()
  const settings = 'JIRA_OAUTH_CLIENT_ID=of-the-folder\nJIRA_OAUTH_CLIENT_SECRET=its-secret\n'
  await writeFile(join(folder, '.env'), settings)
  // as if it had been started there, without the variable
  await session.app.electron.evaluate((_electron, cwd) => {
    delete process.env['JIRA_OAUTH_CLIENT_ID']
    process.chdir(cwd)
  }, folder)
  await window.goto(window.url().replace(/#.*/, '#accounts'))
  await window.reload()
  await window.getByText('Found your Jira OAuth app (JIRA_OAUTH_CLIENT_ID) in .env').waitFor()
  await window.getByRole('button', { name: 'Use it' }).click()
  await eventually(() => window.getByLabel(/^client id$/i).inputValue()).toBe('of-the-folder')
  await eventually(() => window.getByLabel(/^client secret$/i).inputValue()).toBe('from .env')
  await eventually(() => window.getByLabel('Keep .env up to date').isChecked()).toBe(true)
})

test('a .env file that you import is kept up to date once you have signed in', async () => {
  const { atlassian, desktop, app } = session
  const path = join(desktop.home, '.env')
  const settings = {
    CLIENT_ID: atlassian.clientId,
    CLIENT_SECRET: atlassian.clientSecret,
    REDIRECT_URI: atlassian.redirectUris[0],
    ACCESS_TOKEN: 'old',
  }
  const lines = Object.entries(settings).map(([name, value]) => `JIRA_OAUTH_${name}=${value}\n`)
  await writeFile(path, lines.join(''))
  await answerDialogs(app, path)
  await window.getByRole('button', { name: 'Import from another .env…' }).click()
  await eventually(() => window.getByLabel('Keep .env up to date').isChecked()).toBe(true)
  await window.getByText(/^advanced$/i).click()
  await window.getByLabel(/^authorize url$/i).fill(atlassian.authorizeUrl)
  await window.getByLabel(/^token url$/i).fill(atlassian.tokenUrl)
  await window.getByLabel(/^api url$/i).fill(atlassian.apiUrl)
  // it is not valid any more
  await window.getByRole('button', { name: 'Save and import' }).click()
  await window.getByText('The server no longer accepts the access token.').waitFor()
  await window.getByLabel('Use the access token until it expires').uncheck()
  await window.getByRole('button', { name: 'Save and sign in' }).click()
  await logInAndAccept(await app.signInPage())
  await eventually(async () => (await session.accessToken()) !== '').toBe(true)
  await eventually(() => readFile(path, 'utf8')).toContain(
    `JIRA_OAUTH_ACCESS_TOKEN=${await session.accessToken()}\n`,
  )
})
