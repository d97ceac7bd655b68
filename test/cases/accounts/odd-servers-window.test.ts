import { afterAll, beforeAll, test } from 'vitest'
import type { Page } from 'playwright-core'
import { runCli } from '../../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'
import {
  signInAtOddServer,
  startOddServer,
  type OddAnswers,
  type OddServer,
} from '../../support/mcp-resource/odd-server.ts'
import { longAuthorizeUrl, oddAnswers } from '../../support/odd-accounts.ts'
import { callBridge, card } from '../../support/sign-in-steps.ts'

let session: DesktopSession
let server: OddServer
let window: Page

beforeAll(async () => {
  server = await startOddServer()
  session = await startDesktopSession()
  await putSignedInAccounts(session, [{ name: 'work' }], { windowPinned: true })
  const app = await session.launch()
  await until(
    'the tray menu is complete',
    () => session.panel.labels(),
    (labels) => labels.includes('Renew now'),
  )
  window = await app.open()
  await card(window).waitFor()
})
afterAll(async () => {
  await session.close()
  await server.close()
})

/** Runs `check` with an account of a server that gives these answers, signed in if the app allows it; then removes it. */
async function withOddAccount(answers: OddAnswers, check: () => Promise<void>): Promise<void> {
  const env = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
  server.answerWith(answers)
  const add = ['accounts', 'add', 'odd', '--kind', 'mcp-server', '--url', server.url]
  const { code } = await runCli(add, env)
  try {
    if (code === 0) await signInAtOddServer(env, 'odd').catch(() => undefined)
    await check()
  } finally {
    if (code === 0) await runCli(['accounts', 'remove', 'odd', '--yes'], env)
  }
}

async function checkWindow(): Promise<void> {
  await window.reload()
  await eventually(() => callBridge(window, 'state:get', undefined)).toMatchObject({ ok: true })
  await card(window).getByRole('timer').waitFor()
}

test.for(Object.entries(oddAnswers))(
  'the window still shows the accounts when a server has %s',
  ([, answers]) => withOddAccount(answers, checkWindow),
)

test('the window still shows the accounts when a server has a long authorize URL', () =>
  withOddAccount(longAuthorizeUrl(server.origin), checkWindow))
