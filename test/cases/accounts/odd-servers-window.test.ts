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
    'the tray menu is there',
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

/** With an account of a server that answers so, signed in as far as the app goes along; removes it afterwards. */
async function withOddAccount(answers: OddAnswers, look: () => Promise<void>): Promise<void> {
  const env = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
  server.answerWith(answers)
  const add = ['accounts', 'add', 'odd', '--kind', 'mcp-server', '--url', server.url]
  const { code } = await runCli(add, env)
  try {
    if (code === 0) await signInAtOddServer(env, 'odd').catch(() => undefined)
    await look()
  } finally {
    if (code === 0) await runCli(['accounts', 'remove', 'odd', '--yes'], env)
  }
}

async function lookAtWindow(): Promise<void> {
  await window.reload()
  await eventually(() => callBridge(window, 'state:get', undefined)).toMatchObject({ ok: true })
  await card(window).getByRole('timer').waitFor()
}

// what the main process stores does not fit the schema of what it tells the window
test.fails.for(Object.entries(oddAnswers))(
  'the window goes on showing the accounts when a server has %s',
  ([, answers]) => withOddAccount(answers, lookAtWindow),
)

// as above
test.fails('the window goes on showing the accounts when a server has a long authorize URL', () =>
  withOddAccount(longAuthorizeUrl(server.origin), lookAtWindow),
)
