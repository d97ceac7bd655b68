import { expect, it } from 'vitest'
import { limitFetch } from '../../../src/adapters/http/limited-fetch.ts'
import { createNodeFetch } from '../../../src/adapters/http/node-fetch.ts'
import { getUpdateFeed } from '../../../src/adapters/updates/update-feed.ts'
import { createAppStore } from '../../../src/core/state/app-store.ts'
import { createTrust } from '../../../src/network/trust.ts'
import { checkUpdates } from '../../../src/owner/checks/check-updates.ts'
import { createUpdateChecks } from '../../../src/owner/update-checks.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { defaultSettings, type Settings } from '../../../src/shared/settings.ts'
import { createFakeClock } from '../../support/fakes/fake-clock.ts'
import { silentLog } from '../../support/fakes/silent-log.ts'
import { releaseFile, startReleaseFeed } from '../../support/release-feed.ts'

const hourMs = 3_600_000
const fetch = limitFetch(
  createNodeFetch({ proxyFor: () => null, trust: createTrust({ caFile: () => null }) }),
)

interface Options {
  readonly settings?: Partial<Settings>
  readonly environment?: NodeJS.ProcessEnv
  readonly download?: (version: string) => Promise<void>
}

/** An owner of version 1.2.3 whose feed has version 9.9.9. */
async function startOwner({ settings = {}, environment = {}, download }: Options = {}) {
  const server = await startReleaseFeed('9.9.9')
  const feed = getUpdateFeed(environment, server.url)
  const clock = createFakeClock()
  const store = createAppStore({
    app: { version: '1.2.3', platform: 'linux', demoAvailable: false, updateFeed: 'releases.example' },
    records: [],
    facts: {},
    signIns: {},
    signInErrors: {},
    syncedFiles: {},
    settings: { ...defaultSettings, ...settings },
    notices: [],
  })
  let isDiskFull = false
  const accounts = {
    saveSettings: (change: Partial<Settings>) => {
      if (isDiskFull) throw new AppError('diskFull')
      store.dispatch({ type: 'settingsChanged', settings: { ...store.state().settings, ...change } })
    },
  }
  const { check } = createUpdateChecks({
    feed,
    fetch,
    clock,
    store,
    accounts,
    log: silentLog,
    download: download ?? null,
  })
  return {
    server,
    clock,
    store,
    check,
    accounts,
    update: () => store.snapshot().update,
    finding: () => checkUpdates(feed, store.snapshot(), clock.now().wallMs),
    fillDisk: () => (isDiskFull = true),
  }
}

it('a newer version is found, and asked for once a day', async () => {
  const { server, clock, check, update, finding } = await startOwner()
  expect(finding()).toMatchObject({
    verdict: 'ok',
    finding: expect.stringMatching(/^not looked for yet/) as string,
  })
  await Promise.all([check(), check()])
  expect(update()).toEqual({ version: '9.9.9', isDownloaded: false })
  expect(finding()).toMatchObject({
    verdict: 'warning',
    finding: expect.stringContaining('version 9.9.9 is available, and this is 1.2.3') as string,
  })
  clock.sleep(23 * hourMs)
  await check()
  expect(server.requests).toHaveLength(1)
  clock.sleep(hourMs)
  await check()
  expect(server.requests).toHaveLength(2)
})

it.each(['1.2.3', '1.2.2', '1.2.3-beta.1', '0.99.0'])('version %s is none', async (version) => {
  const { server, check, update, finding } = await startOwner()
  server.answer(releaseFile(version))
  await check()
  expect(update()).toBeNull()
  expect(finding()).toMatchObject({
    verdict: 'ok',
    finding: expect.stringMatching(/^1\.2\.3 is the newest version/) as string,
  })
})

it('a broken feed is asked once a day too, and what was known stays', async () => {
  const { server, clock, check, update, finding } = await startOwner()
  await check()
  server.answer('version: [')
  clock.sleep(24 * hourMs)
  await check()
  await check()
  expect(server.requests).toHaveLength(2)
  expect(update()).toEqual({ version: '9.9.9', isDownloaded: false })
  expect(finding().verdict).toBe('warning')
})

it('a feed that can’t be reached is reported by doctor, not by the app', async () => {
  const { server, check, update, finding } = await startOwner()
  await server.close()
  await check()
  expect(update()).toBeNull()
  expect(finding()).toMatchObject({
    verdict: 'warning',
    finding: expect.stringMatching(/without success \(offline\)/) as string,
  })
})

it('nothing is asked when it is switched off, and what was known is not shown', async () => {
  const { server, check, update, accounts, finding } = await startOwner()
  await check()
  accounts.saveSettings({
    checksForUpdates: false,
    updateCheck: { atMs: 0, version: '9.9.9', problem: null },
  })
  await check()
  expect(update()).toBeNull()
  expect(server.requests).toHaveLength(1)
  expect(finding()).toMatchObject({ verdict: 'ok', finding: 'not looked for: switched off in the settings' })
})

it('nothing is asked if the environment says so', async () => {
  const off = await startOwner({ environment: { JIRA_TOKEN_UPDATES: 'off' } })
  await off.check()
  expect(off.server.requests).toEqual([])
  expect(off.finding()).toMatchObject({ verdict: 'ok', finding: 'not looked for: JIRA_TOKEN_UPDATES is off' })
  const wrong = await startOwner({ environment: { JIRA_TOKEN_UPDATES: 'http://releases.example' } })
  await wrong.check()
  expect(wrong.finding().verdict).toBe('warning')
})

it('nothing is asked while the time of the check can’t be saved', async () => {
  const { server, check, fillDisk } = await startOwner()
  fillDisk()
  await check()
  await check()
  expect(server.requests).toEqual([])
})

it('a clock that was set back does not end the checks', async () => {
  const { server, check, clock } = await startOwner({
    settings: { updateCheck: { atMs: createFakeClock().now().wallMs + 1e12, version: null, problem: null } },
  })
  await check()
  expect(server.requests).toHaveLength(1)
  clock.sleep(hourMs)
  await check()
  expect(server.requests).toHaveLength(1)
})

it('a newer version is downloaded, once', async () => {
  const downloaded: string[] = []
  const { check, update } = await startOwner({
    download: async (version) => void downloaded.push(version),
  })
  await check()
  await check()
  expect(downloaded).toEqual(['9.9.9'])
  expect(update()).toEqual({ version: '9.9.9', isDownloaded: true })
})

it('a version that is known since the last start is downloaded without a check', async () => {
  const downloaded: string[] = []
  const { server, check } = await startOwner({
    settings: { updateCheck: { atMs: createFakeClock().now().wallMs, version: '9.9.9', problem: null } },
    download: async (version) => void downloaded.push(version),
  })
  await check()
  expect(server.requests).toEqual([])
  expect(downloaded).toEqual(['9.9.9'])
})

it('a download that fails leaves the notice, and is tried again a day later', async () => {
  let tries = 0
  const { check, clock, update } = await startOwner({
    download: () => {
      tries += 1
      return Promise.reject(new Error('no such file'))
    },
  })
  await check()
  await check()
  expect(tries).toBe(1)
  expect(update()).toEqual({ version: '9.9.9', isDownloaded: false })
  clock.sleep(24 * hourMs)
  await check()
  expect(tries).toBe(2)
})
