import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import {
  signInAtOddServer,
  startOddServer,
  type OddAnswers,
  type OddServer,
} from '../../support/mcp-resource/odd-server.ts'
import { longAuthorizeUrl, oddAnswers } from '../../support/odd-accounts.ts'

let session: HeadlessSession
let server: OddServer

beforeEach(async () => {
  server = await startOddServer()
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
})
afterEach(async () => {
  await session.close()
  await server.close()
})

async function listAccounts(): Promise<string[]> {
  const { code, stdout, stderr } = await session.cli(['status', '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return (JSON.parse(stdout) as { accounts: { name: string }[] }).accounts.map(({ name }) => name).toSorted()
}

/** Adds an account for a server that gives these answers, and signs in if the app allows it; returns all accounts. */
async function addOddAccount(answers: OddAnswers): Promise<string[]> {
  server.answerWith(answers)
  const { code, stderr } = await session.cli([
    'accounts',
    'add',
    'odd',
    '--kind',
    'mcp-server',
    '--url',
    server.url,
  ])
  // refusing is fine too
  if (code === 0) await signInAtOddServer(session.env, 'odd').catch(() => undefined)
  else expect(stderr).not.toMatch(/internal|unexpected/i)
  return listAccounts()
}

async function restartOwner(): Promise<void> {
  const { code, stderr } = await session.cli(['agent', 'stop', '--yes'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
}

const oddities = (): [string, (origin: string) => OddAnswers][] => [
  ...Object.entries(oddAnswers).map(([name, answers]) => [name, () => answers] as [string, () => OddAnswers]),
  ['an authorize URL of more than 2,048 characters', longAuthorizeUrl],
]

test.for(oddities())('the other accounts survive a restart when a server has %s', async ([, answersAt]) => {
  await addOddAccount(answersAt(server.origin))
  await restartOwner()
  expect(await listAccounts()).toContain('work')
  expect(await session.cli(['token', 'work'])).toMatchObject({ code: 0, stderr: '' })
})

test.for(oddities())('an account whose server has %s survives a restart', async ([, answersAt]) => {
  const before = await addOddAccount(answersAt(server.origin))
  await restartOwner()
  expect(await listAccounts()).toEqual(before)
})
