import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { runCli } from '../../../scripts/harness/cli.ts'
import { eventually } from '../../support/eventually.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

let session: SignedInSession
let env: NodeJS.ProcessEnv

/** The dynamic linker finds an empty file as libsecret before the system's. */
beforeEach(async () => {
  session = await startSignedInSession(['work'])
  const folder = join(session.desktop.home, 'lib')
  await mkdir(folder)
  await writeFile(join(folder, 'libsecret-1.so.0'), '')
  env = { ...session.env, LD_LIBRARY_PATH: folder }
})

test('without libsecret, jira-token says which library is missing, and the package to install', async () => {
  const { code, stderr } = await runCli(['token', 'work'], env)
  expect(code).toBe(5)
  expect(stderr).toMatch(/libsecret is missing.*libsecret-1-0/)
  expect((await runCli(['doctor'], env)).stdout).toContain('libsecret')
})

test('without libsecret, the window says which library is missing', async () => {
  const app = await session.launch({ env })
  const window = await app.open()
  await eventually(() => window.locator('body').innerText(), 60_000).toMatch(/keychain/i)
  await eventually(() => window.locator('body').innerText(), 60_000).toContain('libsecret')
})
