import type { Page } from 'playwright-core'
import type { DiscoveredServer } from '../../src/shared/discovered-server.ts'
import { failureText } from '../../src/shared/failure-text.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'
import type { snapshotFixtures } from '../fixtures/snapshots.ts'
import { click, failed, offer, ok, type Scene } from './scene.ts'

const found: DiscoveredServer = {
  url: 'https://mcp.example.com/v1/mcp',
  resource: 'https://mcp.example.com/v1/mcp',
  issuer: 'https://auth.example.com',
  authorizeUrl: 'https://auth.example.com/oauth2/authorize',
  tokenUrl: 'https://auth.example.com/oauth2/token',
  registrationUrl: 'https://auth.example.com/oauth2/register',
  needsTrust: false,
  takesClientUrls: false,
  sendsIssuer: true,
  tokenAuth: 'client_secret_post',
  takesPublicClients: true,
  announcesPkce: true,
  scopes: ['tools:read', 'offline_access'],
  redirectUri: 'http://localhost:8080/callback/auth.example.com',
}

async function askServer(page: Page): Promise<void> {
  await page.getByLabel('Server URL').fill(found.url)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForTimeout(100)
}

const serverScene = (snapshot: AppSnapshot, answer: DiscoveredServer): Scene => ({
  snapshot,
  hash: '#account/new/mcp-server',
  answers: { 'accounts:discover': ok(answer) },
  act: askServer,
})

async function fillForm(page: Page): Promise<void> {
  await page.getByLabel('Name').fill('Work')
  await page.getByLabel('Client ID').fill('abc')
  await page.getByLabel('Client secret').fill('secret')
}

/** Adding and changing accounts. */
export function formScenes(fixtures: ReturnType<typeof snapshotFixtures>): Record<string, Scene> {
  const { valid, empty } = fixtures
  return {
    kindChooser: { snapshot: valid, hash: '#account/new' },
    formServer: { snapshot: valid, hash: '#account/new/mcp-server' },
    formServerFound: serverScene(valid, found),
    formServerNoRegistration: serverScene(valid, { ...found, registrationUrl: null }),
    formServerRefused: {
      snapshot: valid,
      hash: '#account/new/mcp-server',
      answers: {
        'accounts:discover': failed(
          'endpointNotSafe',
          null,
          failureText('endpointNotSafe', 'token URL: http://auth.example.com/token'),
        ),
      },
      act: askServer,
    },
    formServerAdvanced: {
      ...serverScene(valid, found),
      act: async (page) => {
        await askServer(page)
        await page.getByText('Advanced').click()
        await page.getByLabel('Scopes').scrollIntoViewIfNeeded()
      },
    },
    formServerPreset: { snapshot: fixtures.empty, hash: '#account/new/mcp-server/atlassian' },
    formServerTrust: {
      ...serverScene(valid, {
        ...found,
        url: 'https://mcp.atlassian.com/v1/mcp',
        issuer: 'https://cf.mcp.atlassian.com',
        authorizeUrl: 'https://mcp.atlassian.com/v1/authorize',
        tokenUrl: 'https://cf.mcp.atlassian.com/v1/token',
        registrationUrl: 'https://cf.mcp.atlassian.com/v1/register',
        needsTrust: true,
      }),
      act: async (page) => {
        await askServer(page)
        await click('Save and sign in')(page)
      },
    },
    formServerEdit: { snapshot: fixtures.mcpServer, hash: '#account/tools/edit' },
    formDataCenter: { snapshot: valid, hash: '#account/new/jira-data-center' },
    testServer: {
      snapshot: fixtures.mcpServer,
      answers: {
        'accounts:test': ok({
          milliseconds: 73,
          sites: fixtures.mcpServer.accounts[0]?.sites,
          server: 'Example Tools',
          person: null,
          personError: null,
        }),
      },
      act: click('Test token'),
    },
    formNew: { snapshot: valid, hash: '#account/new/jira-cloud' },
    formErrors: {
      snapshot: empty,
      hash: '#account/new/jira-cloud',
      act: (page) => page.getByRole('button', { name: 'Save and sign in' }).click(),
    },
    formUrlError: {
      snapshot: empty,
      hash: '#account/new/jira-cloud',
      answers: {
        'accounts:save': failed('invalidInput', 'form.tokenUrl', 'Must be an https URL.'),
      },
      act: async (page) => {
        await fillForm(page)
        await page.getByRole('button', { name: 'Save and sign in' }).click()
      },
    },
    formSaveFailed: {
      snapshot: empty,
      hash: '#account/new/jira-cloud',
      answers: { 'accounts:save': failed('keychainLocked') },
      act: async (page) => {
        await fillForm(page)
        await page.getByLabel('Scopes').fill('read:jira-work')
        await page.getByRole('button', { name: 'Save and sign in' }).click()
      },
    },
    formImport: {
      snapshot: valid,
      hash: '#account/new/jira-cloud',
      answers: { 'import:pickFile': ok(offer), 'accounts:save': ok({ id: 'work' }) },
      act: async (page) => {
        await page.getByRole('button', { name: 'Import from .env…' }).click()
        await page.getByLabel('Import the sign-in (refresh token)').check()
      },
    },
    formImportAccess: {
      snapshot: valid,
      hash: '#account/new/jira-cloud',
      answers: { 'import:pickFile': ok({ ...offer, hasRefreshToken: false, hasAccessTokenOnly: true }) },
      act: click('Import from .env…'),
    },
    formBlank: {
      snapshot: valid,
      hash: '#account/new/jira-cloud',
      answers: { 'import:pickFile': ok(offer), 'accounts:save': ok({ id: 'work' }) },
      act: async (page) => {
        await page.getByRole('button', { name: 'Import from .env…' }).click()
        await page.getByLabel('Import the sign-in (refresh token)').check()
        await page.getByRole('button', { name: 'Save and import' }).click()
      },
    },
    formEdit: { snapshot: valid, hash: '#account/work/edit' },
    formEditEnd: {
      snapshot: fixtures.longNames,
      hash: '#account/work/edit',
      act: async (page) => {
        await page.getByText('Advanced').click()
        await page.getByLabel('API URL').scrollIntoViewIfNeeded()
      },
    },
    formDiscard: {
      snapshot: valid,
      hash: '#account/work/edit',
      act: async (page) => {
        await page.getByLabel('Name').fill('Something else')
        await page.keyboard.press('Escape')
      },
    },
  }
}
