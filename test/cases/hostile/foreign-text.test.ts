import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ada } from '../../../local-atlassian/people.ts'
import { engineSite } from '../../../local-atlassian/sites.ts'
import { runCli, type CliRun } from '../../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'
import { callBridge, snapshotIn } from '../../support/sign-in-steps.ts'
import { trickyText, uncleanText } from '../../support/unclean-text.ts'

let session: DesktopSession

/** A provider with names of a person and a site that try to control the terminal. */
beforeAll(async () => {
  session = await startDesktopSession({
    atlassian: {
      people: [{ ...ada, name: trickyText('Ada'), email: 'ada\u001b[5m@x.example' }],
      sites: [{ ...engineSite, name: trickyText('engine') }],
    },
  })
  await putSignedInAccounts(session, [{ name: 'work' }], { windowPinned: true, logLevel: 'debug' })
  await session.launch({ args: ['--hidden'] })
  await until(
    'the tray menu is complete',
    () => session.panel.labels(),
    (labels) => labels.includes('Renew now'),
    60_000,
  )
  // after that, the person and the sites are known
  await cli('renew', 'work')
})
afterAll(() => session.close())

const cli = (...args: string[]): Promise<CliRun> =>
  runCli(args, { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder })

async function expectCleanOutput(args: readonly string[]): Promise<void> {
  const { stdout, stderr } = await cli(...args)
  expect(stdout + stderr).not.toMatch(uncleanText)
  expect(stdout + stderr).not.toMatch(/^work signed in everywhere/m)
}

test.for([
  ['status'],
  ['status', '--json'],
  ['accounts', 'list'],
  ['run', 'work', '--', 'true'],
  ['test', 'work'],
  ['test', 'work', '--json'],
  ['doctor'],
  ['doctor', '--json'],
])('“jira-token %s” prints no control characters of the provider', expectCleanOutput)

test('the provider’s name really reaches the app', async () => {
  expect((await cli('test', 'work')).stdout).toContain('Ada')
})

test('tray and notifications show the provider’s names without control characters', async () => {
  const texts = [
    await session.panel.tooltip(),
    ...(await session.panel.labels()),
    session.notifications.raw(),
  ]
  for (const text of texts) expect(text).not.toMatch(uncleanText)
})

test('the window shows the provider’s names without control characters', async () => {
  const window = await session.app.open()
  await eventually(() => window.locator('body').innerText(), 60_000).toContain('Ada')
  expect(await window.locator('body').innerText()).not.toMatch(uncleanText)
  expect(JSON.stringify((await snapshotIn(window)).accounts)).not.toMatch(/\\u001b|\u202e/)
})

test('log and diagnostics contain the provider’s names without control characters', async () => {
  const folder = join(session.dataFolder, 'logs')
  const logs = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  expect(logs.join('')).not.toMatch(uncleanText)
  await callBridge(await session.app.open(), 'app:copyDiagnostics', undefined)
  expect(await session.app.clipboard()).not.toMatch(uncleanText)
})
