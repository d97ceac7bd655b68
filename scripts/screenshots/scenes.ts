import { ada, threeSites } from '../fixtures/accounts.ts'
import { historyFixture, pastDaysFixture } from '../fixtures/history.ts'
import { snapshotFixtures } from '../fixtures/snapshots.ts'
import { formScenes } from './form-scenes.ts'
import { pageScenes } from './page-scenes.ts'
import { click, failed, offer, ok, type Scene } from './scene.ts'

/** Every scene worth looking at, by name. */
export function previewScenes(nowMs: number): Record<string, Scene> {
  const fixtures = snapshotFixtures(nowMs)
  const history = ok(historyFixture(nowMs))
  const plain = Object.fromEntries(
    Object.entries(fixtures)
      .filter(([name]) => name !== 'empty')
      .map(([name, snapshot]) => {
        const pastDays = ok(pastDaysFixture(snapshot.accounts, nowMs))
        return [name, { snapshot, answers: { 'accounts:history': history, 'accounts:pastDays': pastDays } }]
      }),
  )
  const { valid, empty, three, updateReady } = fixtures
  return {
    ...plain,
    loading: { snapshot: valid, answers: { 'state:get': null } },
    loadingFailed: { snapshot: valid, answers: { 'state:get': failed('internal') } },
    welcome: { snapshot: empty },
    guide: { snapshot: empty, hash: '#guide' },
    guideEnd: {
      snapshot: empty,
      hash: '#guide',
      act: (page) => page.getByRole('heading', { name: 'Copy the client ID' }).scrollIntoViewIfNeeded(),
    },
    welcomeOffer: {
      snapshot: empty,
      answers: { 'import:find': ok({ ...offer, source: 'environment', fileName: null }) },
    },
    settingsUpdates: { snapshot: updateReady, hash: '#settings' },
    ...formScenes(fixtures),
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
    ...pageScenes(fixtures, nowMs),
  }
}
