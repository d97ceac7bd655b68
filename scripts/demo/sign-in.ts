import type { ElectronApplication, Page } from 'playwright-core'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'

async function pageAt(electron: ElectronApplication, start: string): Promise<Page> {
  const isIt = (page: Page) => page.url().startsWith(start)
  return electron.windows().find(isIt) ?? electron.waitForEvent('window', { predicate: isIt })
}

/** Adds an account and signs in like a person would: using the form and the provider's own pages. */
export async function signInDemoAccount(
  electron: ElectronApplication,
  provider: LocalAtlassian,
): Promise<void> {
  const window = await pageAt(electron, 'app://')
  await window.getByRole('button', { name: /^jira api/i }).click()
  await window.getByRole('button', { name: /enter/i }).click()
  await window.getByLabel('Name', { exact: true }).fill('demo')
  await window.getByLabel('Client ID').fill(provider.clientId)
  await window.getByLabel('Client secret').fill(provider.clientSecret)
  await window.getByText('Advanced').click()
  await window.getByLabel('Authorize URL').fill(provider.authorizeUrl)
  await window.getByLabel('Token URL').fill(provider.tokenUrl)
  await window.getByLabel('API URL').fill(provider.apiUrl)
  await window.getByRole('button', { name: /save/i }).click()
  const signIn = await pageAt(electron, provider.url)
  await signIn.getByRole('button', { name: 'Log in as Ada Lovelace' }).click()
  await signIn.getByRole('button', { name: 'Accept' }).click()
  await window.getByRole('timer', { name: 'Time left' }).waitFor()
}
