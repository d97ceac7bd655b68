import type { Page } from 'playwright-core'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import type { DesktopSession } from '../../scripts/harness/desktop-session.ts'
import type { IpcAnswer } from '../../src/shared/ipc-bridge.ts'
import type { IpcArgs, IpcChannel, IpcResult } from '../../src/shared/ipc-contract.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'
import { kindTraits } from '../../src/shared/account-kinds.ts'
import { until } from '../../scripts/harness/until.ts'

export interface AccountDetails {
  /** Default: `work`. */
  readonly name?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly redirectUri?: string
  readonly scopes?: string
  /** Default: the provider's own. */
  readonly tokenUrl?: string
}

/** Opens the form for a new account of this kind (its label), wherever the window is. */
export async function beginAccount(window: Page, kind: string): Promise<void> {
  const field = window.getByRole('textbox').first()
  const use = Object.values(kindTraits).find(({ label }) => label === kind)?.use ?? kind
  const card = use.replaceAll(/[().]/g, '\\$&')
  const step = window
    .getByRole('button', { name: new RegExp(`^(${card}|enter client|add account)`, 'i') })
    .first()
  for (;;) {
    await step.or(field).first().waitFor()
    if (await field.isVisible()) return
    // it may be gone by now
    await step.click({ timeout: 2000 }).catch(() => undefined)
  }
}

/** Fills in the form for a new account and saves it, which opens the sign-in. */
export async function enterAccount(
  window: Page,
  atlassian: LocalAtlassian,
  details: AccountDetails = {},
): Promise<void> {
  await beginAccount(window, 'Jira Cloud')
  const type = (label: RegExp, text: string) => window.getByLabel(label).fill(text)
  await type(/^name$/i, details.name ?? 'work')
  await type(/^client id$/i, details.clientId ?? atlassian.clientId)
  await type(/^client secret$/i, details.clientSecret ?? atlassian.clientSecret)
  if (details.redirectUri !== undefined) await type(/^callback url$/i, details.redirectUri)
  if (details.scopes !== undefined) await type(/^scopes$/i, details.scopes)
  await window.getByText(/^advanced$/i).click()
  await type(/^authorize url$/i, atlassian.authorizeUrl)
  await type(/^token url$/i, details.tokenUrl ?? atlassian.tokenUrl)
  await type(/^api url$/i, atlassian.apiUrl)
  await window.getByRole('button', { name: /^save/i }).click()
}

export type SignInPerson = 'Ada Lovelace' | 'Grace Hopper'

/** Clicks through the provider's login and consent pages. */
export async function logInAndAccept(page: Page, person: SignInPerson = 'Ada Lovelace'): Promise<void> {
  await page.getByRole('button', { name: `Log in as ${person}` }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
}

/** Closes the sign-in window, as its user does. */
export async function closeSignInPage({ app }: DesktopSession): Promise<void> {
  const page = await app.signInPage()
  const shown = await app.electron.browserWindow(page)
  await shown.evaluate((one) => one.close())
  // the next sign-in must not be mistaken for this one
  await until('the sign-in window is closed', () => page.isClosed(), Boolean)
}

/** Enters an account in the form and signs in, using only clicks; resolves when the token is shown. */
export async function signIn(
  session: DesktopSession,
  details: AccountDetails & { readonly person?: SignInPerson } = {},
): Promise<Page> {
  const { app, atlassian } = session
  const window = await app.window()
  await enterAccount(window, atlassian, details)
  await logInAndAccept(await app.signInPage(), details.person)
  await until(
    'the window counts down',
    () => timeLeft(window, details.name),
    (text) => /^[\d:]+$/.test(text),
  )
  return window
}

/** An account's card in the small window. */
export function card(window: Page, name = 'work') {
  return window.getByRole('article', { name })
}

/** The text of an account's countdown. */
export async function timeLeft(window: Page, name = 'work'): Promise<string> {
  return (await card(window, name).getByRole('timer').textContent()) ?? ''
}

/** Chooses an entry from an account's "more" menu. */
export async function choose(window: Page, entry: string | RegExp, name = 'work'): Promise<void> {
  await card(window, name).getByRole('button', { name: /^more/i }).click()
  await card(window, name).getByRole('menuitem', { name: entry }).click()
}

/** Clicks on what copies a text, and resolves with the text once it is in the clipboard. */
export async function copiedText({ app }: DesktopSession, click: () => Promise<void>): Promise<string> {
  await app.electron.evaluate(({ clipboard }) => clipboard.clear())
  await click()
  return until(
    'something is in the clipboard',
    () => app.clipboard(),
    (text) => text !== '',
  )
}

/** Calls the main process like the window's own script does. */
export async function callBridge<C extends IpcChannel>(
  window: Page,
  channel: C,
  args: IpcArgs<C>,
): Promise<IpcAnswer<IpcResult<C>>> {
  const answer: unknown = await window.evaluate(
    ([name, input]) => {
      const { tokenTray } = globalThis as unknown as { tokenTray: { invoke(...all: unknown[]): unknown } }
      return tokenTray.invoke(name, input)
    },
    [channel, args] as const,
  )
  return answer as IpcAnswer<IpcResult<C>>
}

/** The window's current snapshot. */
export async function snapshotIn(window: Page): Promise<AppSnapshot> {
  const answer = await callBridge(window, 'state:get', undefined)
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value
}

/** Removes every account, for tests that share an app but each start from scratch. */
export async function removeAllAccounts(window: Page): Promise<void> {
  for (const { id } of (await snapshotIn(window)).accounts) {
    await callBridge(window, 'accounts:remove', { id })
  }
  await window.getByRole('button', { name: /^jira api/i }).waitFor()
}
