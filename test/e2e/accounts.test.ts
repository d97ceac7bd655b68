import type { Page } from 'playwright-core'
import { afterAll, beforeEach, beforeAll, expect, test } from 'vitest'
import { ada } from '../../local-atlassian/people.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import {
  card,
  choose,
  closeSignInPage,
  enterAccount,
  logInAndAccept,
  removeAllAccounts,
  signIn,
  snapshotIn,
  timeLeft,
} from '../support/sign-in-steps.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession
let window: Page

beforeAll(async () => {
  session = await startDesktopSession()
  const app = await session.launch()
  window = await app.window()
})
beforeEach(() => removeAllAccounts(window))
afterAll(() => session.close())

const whose = async (token: string) => (await session.atlassian.introspect(token)).sub
const dialog = () => window.getByRole('dialog')
const button = (name: RegExp) => card(window).getByRole('button', { name })

async function signInAgainAs(person: 'Ada Lovelace' | 'Grace Hopper'): Promise<void> {
  await choose(window, /^sign in again/i)
  await logInAndAccept(await session.app.signInPage(), person)
}

test('with several accounts, each has its own submenu and tooltip line, and there is a “Renew all”', async () => {
  await signIn(session, { name: 'work' })
  await signIn(session, { name: 'side project', person: 'Grace Hopper' })

  await eventually(() => session.panel.labels()).toEqual([
    'work',
    'side project',
    'Renew all',
    'Open Jira Token Tray',
    'Settings…',
    'Start at login',
    'Quit',
  ])
  await eventually(() => session.panel.labels('side project')).toEqual([
    expect.stringMatching(/^side project: 5\d min left, renews at /),
    'Renew now',
    'Copy token',
  ])
  await eventually(async () => (await session.panel.tooltip()).split('\n')).toEqual([
    expect.stringMatching(/^work: 5\d min left/),
    expect.stringMatching(/^side project: 5\d min left/),
  ])

  const before = (await session.keychain()).map(({ tokenSet }) => tokenSet?.accessToken)
  await session.panel.click('Renew all')
  await eventually(async () => {
    const now = (await session.keychain()).map(({ tokenSet }) => tokenSet?.accessToken ?? '')
    return now.filter((token) => !before.includes(token)).length
  }).toBe(2)
  for (const { tokenSet } of await session.keychain()) {
    expect(await session.atlassian.introspect(tokenSet?.accessToken ?? '')).toMatchObject({
      active: true,
      newest: true,
    })
  }
})

test('“Renew all” skips accounts that are not signed in, and opens no window', async () => {
  await signIn(session, { name: 'R&D_1' })
  await enterAccount(window, session.atlassian, { name: 'nobody' })
  await closeSignInPage(session)
  await eventually(() => card(window, 'nobody').innerText()).toMatch(/canceled/i)
  await window.keyboard.press('Escape')
  await eventually(() => session.app.isWindowVisible()).toBe(false)

  // panels treat a single underscore as a shortcut marker, so an underscore in a name is doubled
  await eventually(async () => (await session.panel.labels()).slice(0, 2)).toEqual(['R&D__1', 'nobody'])
  await eventually(async () => (await session.panel.labels('R&D__1'))[0]).toMatch(/^R&D__1: 5\d min left/)
  const { honoured } = session.atlassian.counts().refreshGrants
  await session.panel.click('Renew all')
  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBe(honoured + 1)
  await eventually(() => session.panel.tooltip()).toMatch(/^R&D_1: 5\d min left, renews at/)
  expect(await session.app.isWindowVisible()).toBe(false)
  window = await session.app.open()
})

test('“Renew now” and “Copy token” in a submenu act on that account', async () => {
  await signIn(session, { name: 'work' })
  await signIn(session, { name: 'side project', person: 'Grace Hopper' })
  const getToken = async (person: string) => {
    const tokens = (await session.keychain()).map(({ tokenSet }) => tokenSet?.accessToken ?? '')
    const owners = await Promise.all(tokens.map(whose))
    return tokens[owners.indexOf(person)]
  }
  const adasToken = await getToken(ada.accountId)
  const { honoured } = session.atlassian.counts().refreshGrants

  await session.panel.click('work', 'Renew now')
  await eventually(() => getToken(ada.accountId)).not.toBe(adasToken)
  expect(session.atlassian.counts().refreshGrants.honoured).toBe(honoured + 1)
  // the app uses a new token only after it is sure that the keychain has it
  await eventually(() => session.panel.entry('work', 'Renew now')).toMatchObject({ enabled: true })
  await session.panel.click('work', 'Copy token')
  await eventually(() => session.app.clipboard()).toBe(await getToken(ada.accountId))
})

test('asks when a different person signs in; “keep” leaves everything as it was', async () => {
  await signIn(session)
  const before = await session.accessToken()
  await signInAgainAs('Grace Hopper')
  await eventually(() => card(window).innerText()).toMatch(/someone else signed in/i)
  expect(await card(window).innerText()).toMatch(/Ada Lovelace[^]*Grace Hopper/)
  expect(await session.accessToken()).toBe(before)

  await button(/keep/i).click()
  await eventually(() => session.app.signInPages().length).toBe(0)
  await eventually(() => card(window).innerText()).toMatch(/the new sign-in was discarded/i)
  expect(await session.accessToken()).toBe(before)
  expect(await whose(before)).toBe(ada.accountId)
  expect(await card(window).innerText()).toContain('Ada Lovelace')
})

test('asks when a different person signs in; “use” switches to the new sign-in', async () => {
  await signIn(session)
  const before = await session.accessToken()
  await signInAgainAs('Grace Hopper')
  await window.getByRole('button', { name: 'Use Grace Hopper' }).click()

  await eventually(() => session.accessToken()).not.toBe(before)
  await eventually(() => card(window).innerText()).toContain('Grace Hopper')
  expect(await whose(await session.accessToken())).not.toBe(ada.accountId)
})

test('asks when the same person signs in to a second account', async () => {
  await signIn(session, { name: 'work' })
  await enterAccount(window, session.atlassian, { name: 'twin' })
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => card(window, 'twin').innerText()).toMatch(/signed in as Ada Lovelace in “work”/)
  await card(window, 'twin')
    .getByRole('button', { name: /don.t sign in/i })
    .click()
  await eventually(
    async () => (await session.keychain()).filter(({ tokenSet }) => tokenSet !== null).length,
  ).toBe(1)
})

test('signing out asks first, then deletes every secret but keeps the account', async () => {
  await signIn(session)
  expect(await session.keychain()).toHaveLength(1)
  await choose(window, /^sign out/i)
  await dialog()
    .getByRole('button', { name: /^cancel/i })
    .click()
  expect(await session.keychain()).toHaveLength(1)

  await choose(window, /^sign out/i)
  expect(await dialog().innerText()).toMatch(/connected apps/i)
  await dialog()
    .getByRole('button', { name: /^sign out/i })
    .click()
  await eventually(() => session.keychain()).toEqual([])
  await eventually(() => card(window).innerText()).toContain('No token')
  await eventually(() => card(window).innerText()).not.toContain('Ada Lovelace')
  await eventually(() => session.panel.labels()).toContain('Sign in')
  await eventually(async () => (await snapshotIn(window)).accounts).toMatchObject([
    { name: 'work', person: null, sites: [] },
  ])
})

test('removing an account asks first, then leaves nothing behind', async () => {
  await signIn(session)
  await choose(window, /^remove/i)
  await dialog()
    .getByRole('button', { name: /^cancel/i })
    .click()
  expect((await snapshotIn(window)).accounts).toHaveLength(1)
  expect(await session.keychain()).toHaveLength(1)

  await choose(window, /^remove/i)
  await dialog()
    .getByRole('button', { name: /^remove/i })
    .click()
  await window.getByRole('button', { name: /^jira api/i }).waitFor()
  expect(await session.keychain()).toEqual([])
  await eventually(() => session.panel.labels()).toContain('No account yet')
})

test('a wrong client secret is named as the cause, and saving the right one in the form fixes it', async () => {
  await signIn(session)
  const right = session.atlassian.clientSecret
  session.atlassian.changeClientSecret('another-client-secret')
  await button(/^renew now/i).click()
  await eventually(() => card(window).innerText()).toMatch(/client secret rejected/i)
  await eventually(() => session.panel.tooltip()).toMatch(/left, client secret rejected$/)
  expect(await timeLeft(window)).toMatch(/^[\d:]+$/)

  session.atlassian.changeClientSecret(right)
  await button(/^edit account/i).click()
  await window.getByLabel(/^client secret$/i).fill(right)
  await window.getByRole('button', { name: /^save/i }).click()
  const before = await session.accessToken()
  await button(/^renew now/i).click()
  await eventually(() => session.accessToken()).not.toBe(before)
})
