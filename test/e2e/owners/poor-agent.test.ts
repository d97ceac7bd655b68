import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli, startCli } from '../../../scripts/harness/cli.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { eventually } from '../../support/eventually.ts'

let session: HeadlessSession
/** The environment of a program that cron started. */
let poor: NodeJS.ProcessEnv

beforeEach(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  const { DBUS_SESSION_BUS_ADDRESS: _bus, XDG_RUNTIME_DIR: _runtime, ...rest } = session.env
  poor = { ...rest, DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
})
afterEach(() => session.close())

test('an agent started without a session bus makes way for a client that has one', async () => {
  expect(await runCli(['token', 'work'], poor)).toMatchObject({ code: 5, stdout: '' })
  const poorAgent = await session.ownerPid()
  expect(poorAgent).not.toBeNull()
  // also a command that only looks; it doesn't wait long for the keychain
  await eventually(async () => (await session.cli(['status'])).stdout).toMatch(/renews at/)
  expect(await session.ownerPid()).not.toBe(poorAgent)

  // the poor client now gets what the keychain has
  const token = await session.accessToken()
  expect(await runCli(['token', 'work'], poor)).toMatchObject({ code: 0, stdout: `${token}\n` })
})

test('it stays for clients that have none either, and while it would lose something', async () => {
  await runCli(['token', 'work'], poor)
  const agent = await session.ownerPid()
  expect(await runCli(['token', 'work'], poor)).toMatchObject({ code: 5 })
  expect(await session.ownerPid()).toBe(agent)

  const added = await runCli(
    ['accounts', 'add', 'new', '--client-id', 'id', '--client-secret-stdin'],
    poor,
    'secret',
  )
  expect(added).toMatchObject({ code: 0 })
  expect(await session.cli(['token', 'work'])).toMatchObject({ code: 5 })
  expect(await session.ownerPid()).toBe(agent)
})

test('an agent that has a bus, but no keyring, is not replaced', async () => {
  await session.desktop.killKeyring()
  const agent = startCli(['agent'], session.env)
  await eventually(session.ownerPid).toBe(agent.pid)
  expect(await session.cli(['token', 'work'])).toMatchObject({ code: 5 })
  expect(await session.ownerPid()).toBe(agent.pid)
})
