import type { Page } from 'playwright-core'
import { beginAccount } from '../sign-in-steps.ts'

/** Enters the URL of an MCP server in the window, and has the app query it. */
export async function enterServer(window: Page, url: string): Promise<void> {
  await beginAccount(window, 'MCP server')
  await window.getByLabel('Server URL').fill(url)
  await window.getByRole('button', { name: 'Continue' }).click()
}

/** Saves the account of the queried server, which opens the sign-in. */
export async function saveServer(window: Page, name: string): Promise<void> {
  await window.getByLabel('Name', { exact: true }).fill(name)
  await window.getByRole('button', { name: 'Save and sign in' }).click()
}
