import { historyFixture } from '../fixtures/history.ts'
import { mcpSetUpFixture } from '../fixtures/mcp-setup.ts'
import type { snapshotFixtures } from '../fixtures/snapshots.ts'
import { click, failed, ok, type Scene } from './scene.ts'

/** Settings, and everything about one account: files, MCP clients, history. */
export function pageScenes(
  fixtures: ReturnType<typeof snapshotFixtures>,
  nowMs: number,
): Record<string, Scene> {
  const { valid } = fixtures
  return {
    settings: { snapshot: valid, hash: '#settings' },
    settingsKeys: {
      snapshot: valid,
      hash: '#settings',
      act: (page) => page.getByRole('heading', { name: 'Keyboard shortcuts' }).scrollIntoViewIfNeeded(),
    },
    settingsEnd: {
      snapshot: valid,
      hash: '#settings',
      act: (page) => page.locator('.about-version').scrollIntoViewIfNeeded(),
    },
    settingsSaved: {
      snapshot: valid,
      hash: '#settings',
      act: async (page) => {
        await page.getByRole('switch', { name: 'Start at login' }).click()
        await page.waitForTimeout(100)
      },
    },
    settingsOwnSize: {
      snapshot: { ...valid, settings: { ...valid.settings, windowSize: { width: 520, height: 640 } } },
      hash: '#settings',
      act: (page) => page.getByRole('button', { name: 'Reset window size' }).scrollIntoViewIfNeeded(),
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
        'syncedFiles:add': failed('invalidInput', 'path', 'This file is already synced with “Work”.'),
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
    mcpProblem: {
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
