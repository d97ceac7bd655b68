import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { eventually } from '../support/eventually.ts'
import { startReleaseFeed } from '../support/release-feed.ts'

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
})
afterAll(() => session.close())

test('a newer version shows in the tray, the window, status, and doctor, until that is switched off', async () => {
  const feed = await startReleaseFeed('9.9.9')
  const app = await session.launch({ env: { JIRA_TOKEN_UPDATES: feed.url } })
  const env = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
  const window = await app.window()
  // the first check is half a minute after the start
  await eventually(() => session.panel.labels()).toContain('Version 9.9.9 is available…')
  await window.getByText('Version 9.9.9 is available').waitFor()
  expect((await runCli(['status'], env)).stderr).toMatch(/^Version 9\.9\.9 is available\. You have /)
  expect((await runCli(['doctor'], env)).stdout).toMatch(
    /^! updates: version 9\.9\.9 is available, and this is /m,
  )
  expect((await runCli(['updates'], env)).stdout).toMatch(
    /^Updates: on; 127\.0\.0\.1:\d+ is asked once a day\nVersion 9\.9\.9 is available\. /,
  )

  // what docs/security.md says is sent
  const { host: _host, connection: _connection, ...headers } = feed.requests[0]!.headers
  expect(headers).toMatchObject({ 'user-agent': 'jira-token-tray', accept: '*/*', 'accept-language': '*' })
  const others = Object.keys(headers).filter(
    (name) => !/^(user-agent|accept|accept-\w+|sec-fetch-\w+)$/.test(name),
  )
  expect(others).toEqual([])

  await session.panel.click('Settings…')
  await window.getByRole('switch', { name: /newer versions/i }).click()
  await eventually(() => session.panel.labels()).not.toContain('Version 9.9.9 is available…')
  const { settings } = JSON.parse(await readFile(join(session.dataFolder, 'settings.json'), 'utf8')) as {
    settings: { checksForUpdates: boolean }
  }
  expect(settings.checksForUpdates).toBe(false)
  expect((await runCli(['doctor'], env)).stdout).toContain(
    '✓ updates: not looked for: switched off in the settings',
  )

  expect((await runCli(['updates', 'on'], env)).stdout).toMatch(/^Updates: on; /)
  await eventually(() => session.panel.labels()).toContain('Version 9.9.9 is available…')
  expect(feed.requests).toHaveLength(1)
})
