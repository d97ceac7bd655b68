import type { Page } from 'playwright-core'
import type { IpcAnswer } from '../../src/shared/bridge.ts'
import type { DiscoveredServer } from '../../src/shared/discovered-server.ts'
import { failureText } from '../../src/shared/error-texts.ts'
import type { ImportOffer } from '../../src/shared/ipc-contract.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'
import { ada, threeSites } from '../../test/support/fixtures/accounts.ts'
import { mcpSetUpFixture } from '../../test/support/fixtures/mcp-set-up.ts'
import { historyFixture } from '../../test/support/fixtures/history.ts'
import { snapshotFixtures } from '../../test/support/fixtures/snapshots.ts'

export interface Scene {
  readonly snapshot: AppSnapshot
  readonly hash?: string
  readonly answers?: Readonly<Record<string, IpcAnswer<unknown> | null>>
  /** What is clicked before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>
}

const ok = (value?: unknown): IpcAnswer<unknown> => ({ ok: true, value })
const failed = (
  code: Extract<IpcAnswer<unknown>, { ok: false }>['error']['code'],
  field: string | null = null,
  message = '',
): IpcAnswer<unknown> => ({ ok: false, error: { code, message, field } })

const offer: ImportOffer = {
  source: 'file',
  fileName: '.env',
  clientId: 'Zb3kQf7YtP0mXw2LrN8sVhJc5dGaE1uK',
  redirectUri: 'http://localhost:9090/callback',
  hasClientSecret: true,
  hasRefreshToken: true,
  hasAccessTokenOnly: false,
}

const click = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()

const found: DiscoveredServer = {
  url: 'https://mcp.example.com/v1/mcp',
  resource: 'https://mcp.example.com/v1/mcp',
  issuer: 'https://auth.example.com',
  authorizeUrl: 'https://auth.example.com/oauth2/authorize',
  tokenUrl: 'https://auth.example.com/oauth2/token',
  registrationUrl: 'https://auth.example.com/oauth2/register',
  sendsIssuer: true,
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

/** Every picture worth looking at, by name. */
export function previewScenes(nowMs: number): Record<string, Scene> {
  const fixtures = snapshotFixtures(nowMs)
  const plain = Object.fromEntries(
    Object.entries(fixtures)
      .filter(([name]) => name !== 'empty')
      .map(([name, snapshot]) => [name, { snapshot }]),
  )
  const { valid, empty, three } = fixtures
  return {
    ...plain,
    loading: { snapshot: valid, answers: { 'state:get': null } },
    loadingFailed: { snapshot: valid, answers: { 'state:get': failed('internal') } },
    welcome: { snapshot: empty },
    guide: { snapshot: empty, hash: '#guide' },
    guideEnd: {
      snapshot: empty,
      hash: '#guide',
      act: (page) => page.getByRole('heading', { name: 'Bring its' }).scrollIntoViewIfNeeded(),
    },
    welcomeOffer: {
      snapshot: empty,
      answers: { 'import:environment': ok({ ...offer, source: 'environment', fileName: null }) },
    },
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
        await page.getByRole('button', { name: 'Fill in from a .env file…' }).click()
        await page.getByLabel('Take over the sign-in (refresh token)').check()
      },
    },
    formBlank: {
      snapshot: valid,
      hash: '#account/new/jira-cloud',
      answers: { 'import:pickFile': ok(offer), 'accounts:save': ok({ id: 'work' }) },
      act: async (page) => {
        await page.getByRole('button', { name: 'Fill in from a .env file…' }).click()
        await page.getByLabel('Take over the sign-in (refresh token)').check()
        await page.getByRole('button', { name: 'Save and take over' }).click()
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
    menu: { snapshot: three, act: (page) => page.getByRole('button', { name: /^More for/ }).click() },
    removeDialog: {
      snapshot: valid,
      act: async (page) => {
        await page.getByRole('button', { name: /^More for/ }).click()
        await page.getByRole('menuitem', { name: 'Remove…' }).click()
      },
    },
    signOutDialog: {
      snapshot: valid,
      act: async (page) => {
        await page.getByRole('button', { name: /^More for/ }).click()
        await page.getByRole('menuitem', { name: 'Sign out' }).click()
      },
    },
    copied: {
      snapshot: valid,
      answers: { 'accounts:copyToken': ok({ clearsInSec: 30 }) },
      act: click('Copy token'),
    },
    testGood: {
      snapshot: valid,
      answers: {
        'accounts:test': ok({
          milliseconds: 182.4,
          sites: threeSites,
          server: null,
          person: ada,
          personError: null,
        }),
      },
      act: click('Test token'),
    },
    testNoPerson: {
      snapshot: three,
      answers: {
        'accounts:test': ok({
          milliseconds: 96,
          sites: threeSites,
          server: null,
          person: null,
          personError: 'scopeMissing',
        }),
      },
      act: click('Test token'),
    },
    testBad: {
      snapshot: valid,
      answers: { 'accounts:test': failed('accessTokenRefused') },
      act: click('Test token'),
    },
    settings: { snapshot: valid, hash: '#settings' },
    settingsEnd: {
      snapshot: valid,
      hash: '#settings',
      act: (page) => page.getByText('Read me').scrollIntoViewIfNeeded(),
    },
    settingsSaved: {
      snapshot: valid,
      hash: '#settings',
      act: async (page) => {
        await page.getByRole('switch', { name: 'Start at login' }).click()
        await page.waitForTimeout(100)
      },
    },
    settingsFailed: {
      snapshot: valid,
      hash: '#settings',
      answers: { 'settings:save': failed('internal') },
      act: (page) => page.getByRole('radio', { name: 'Browser' }).click(),
    },
    history: {
      snapshot: valid,
      hash: '#account/work/history',
      answers: { 'accounts:history': ok(historyFixture(nowMs)) },
    },
    filesView: { snapshot: fixtures.files, hash: '#account/work/files' },
    fileFailedView: { snapshot: fixtures.fileFailed, hash: '#account/work/files' },
    filesWaitingView: { snapshot: fixtures.filesWaiting, hash: '#account/work/files' },
    filesEmpty: { snapshot: valid, hash: '#account/work/files' },
    filesNames: {
      snapshot: valid,
      hash: '#account/work/files',
      act: click('Add .env file…'),
    },
    filesNamesBad: {
      snapshot: valid,
      hash: '#account/work/files',
      act: async (page) => {
        await click('Add .env file…')(page)
        await page.getByLabel('Access token').fill('MY TOKEN')
        await click('Choose file…')(page)
      },
    },
    filesRefused: {
      snapshot: fixtures.files,
      hash: '#account/work/files',
      answers: {
        'syncedFiles:add': failed('invalidInput', 'path', '“Work” keeps this file current already.'),
      },
      act: click('Add token file…'),
    },
    filesRemove: {
      snapshot: fixtures.files,
      hash: '#account/work/files',
      act: click('Remove Work.token…'),
    },
    filesNotEmptied: {
      snapshot: fixtures.files,
      hash: '#account/work/files',
      answers: { 'syncedFiles:remove': failed('syncedFileNotBlanked') },
      act: async (page) => {
        await page.getByRole('button', { name: 'Remove .env…' }).first().click()
        await click('Remove')(page)
      },
    },
    mcpView: {
      snapshot: valid,
      hash: '#account/work/mcp',
      answers: { 'mcpSetUp:state': ok(mcpSetUpFixture()) },
    },
    mcpAdded: {
      snapshot: valid,
      hash: '#account/work/mcp',
      answers: {
        'mcpSetUp:state': ok(mcpSetUpFixture({ cursor: { state: 'on', url: 'http://localhost:9000/mcp' } })),
      },
      act: click('Copy snippet'),
    },
    mcpTrouble: {
      snapshot: valid,
      hash: '#account/work/mcp',
      answers: {
        'mcpSetUp:state': ok(
          mcpSetUpFixture({
            'claude-desktop': { state: 'stale' },
            cursor: { state: 'broken', problem: 'line 12, column 5: comma expected' },
          }),
        ),
        'mcpSetUp:uninstall': failed('mcpConfigNotWritten'),
      },
      act: click('Remove from Claude Desktop'),
    },
    mcpUrlBad: {
      snapshot: valid,
      hash: '#account/work/mcp',
      answers: {
        'mcpSetUp:state': ok({
          ...mcpSetUpFixture({ 'claude-desktop': { state: 'off', url: null } }),
          url: null,
        }),
        'mcpSetUp:install': failed(
          'invalidInput',
          'url',
          'Must be an https URL (http only for this machine: localhost or 127.0.0.1), without a # part.',
        ),
      },
      act: click('Add to Cursor'),
    },
    mcpNoProgram: {
      snapshot: valid,
      hash: '#account/work/mcp',
      answers: {
        'mcpSetUp:state': ok({
          ...mcpSetUpFixture({ 'claude-desktop': { state: 'off', url: null } }),
          ready: false,
          url: null,
        }),
      },
    },
    historyEmpty: {
      snapshot: valid,
      hash: '#account/work/history',
      answers: { 'accounts:history': ok([]) },
    },
  }
}
