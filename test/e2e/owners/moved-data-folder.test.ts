import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Status } from '../../../src/shared/local-api.ts'
import { runCli } from '../../../scripts/harness/cli.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { getKeychainService, readKeychain } from '../../../scripts/harness/keychain.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'

let session: HeadlessSession
const agents = new Set<number>()

beforeEach(async () => {
  session = await startHeadlessSession()
})
afterEach(async () => {
  for (const pid of agents) process.kill(pid, 'SIGKILL')
  agents.clear()
  await session.close()
})

const at = (dataFolder: string): NodeJS.ProcessEnv => ({ ...session.env, JIRA_TOKEN_HOME: dataFolder })

async function ownerOf(env: NodeJS.ProcessEnv): Promise<number> {
  const { owner } = JSON.parse((await runCli(['status', '--json'], env)).stdout) as Status
  agents.add(owner.pid)
  return owner.pid
}

const secretsOf = async (dataFolder: string) =>
  (await readKeychain(session.desktop.env, getKeychainService(dataFolder))).map(({ accountId }) => accountId)

test('a symlink to the data folder has the same owner and secrets, and secrets under its own name move', async () => {
  const { dataFolder, desktop } = session
  const link = join(desktop.home, 'link')
  await symlink(dataFolder, link)
  // as an earlier version did
  await putSignedInAccounts({ ...session, dataFolder: link }, [{ name: 'work' }])
  expect(await secretsOf(link)).toEqual(['work'])

  expect(await runCli(['token', 'work'], at(link))).toMatchObject({ code: 0, stderr: '' })
  expect(await ownerOf(at(link))).toBe(await ownerOf(at(dataFolder)))
  expect([await secretsOf(link), await secretsOf(dataFolder)]).toEqual([[], ['work']])
})

test('the default data folder is the same with its path spelled out', async () => {
  const usual = join(session.desktop.env['XDG_CONFIG_HOME'] ?? '', 'Jira Token Tray')
  await mkdir(usual, { recursive: true, mode: 0o700 })
  await putSignedInAccounts({ ...session, dataFolder: usual }, [{ name: 'work' }])
  const token = await runCli(['token', 'work'], at(usual))
  expect(token).toMatchObject({ code: 0, stderr: '' })
  expect(await runCli(['token', 'work'], at(''))).toEqual(token)
  expect(await ownerOf(at(''))).toBe(await ownerOf(at(usual)))
})
