import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { eventually } from '../../support/eventually.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

// the shell hangs, or its notification daemon does: libnotify waits for an answer, 25 s at a time
const freezeSec = 25

let session: SignedInSession
let service: ChildProcess
let output = ''

beforeEach(async () => {
  session = await startSignedInSession(['work', 'play'])
  session.notifications.close()
  const program = join(rootFolder, 'test/support/notification-holder.mjs')
  output = ''
  const busAddress = session.desktop.busAddress ?? ''
  service = spawn(process.execPath, [program, busAddress], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: rootFolder,
  })
  service.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  onTestFinished(async () => {
    const exited = once(service, 'exit')
    service.kill('SIGKILL')
    await exited
  })
  await eventually(() => output, 60_000).toContain('ready')
})

async function launch(): Promise<void> {
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.panel.labels(), 60_000).toContain('Renew all')
}

/** Makes the app notify the user that they have to sign in again. */
async function giveReasonToNotify(): Promise<void> {
  await session.cli(['token', 'work'])
  session.atlassian.revokeAll({ keepAccessTokens: true })
  await session.panel.click('work', 'Renew now')
  await eventually(() => session.atlassian.counts().refreshGrants.refused, 60_000).toBeGreaterThan(0)
}

/** The longest that a program waited for a token of the other account, in seconds, while a notification was due. */
async function longestWaitSec(): Promise<number> {
  const waits: number[] = []
  const beganMs = performance.now()
  while (performance.now() - beganMs < 10_000) {
    const startedMs = performance.now()
    expect(await session.cli(['token', 'play'])).toMatchObject({ code: 0 })
    waits.push((performance.now() - startedMs) / 1000)
  }
  return Math.max(...waits)
}

test('a notification service that hangs before the app starts freezes nothing', async () => {
  service.kill('SIGSTOP')
  await launch()
  await giveReasonToNotify()
  expect(await longestWaitSec()).toBeLessThan(freezeSec * 0.8)
})

test('a notification service that hangs later freezes nothing', async () => {
  await launch()
  service.kill('SIGSTOP')
  await giveReasonToNotify()
  expect(await longestWaitSec()).toBeLessThan(freezeSec * 0.8)
})

test('a notification service that never answers “Notify” freezes nothing', async () => {
  await launch()
  await giveReasonToNotify()
  await eventually(() => output, 60_000).toContain('asked to notify')
  expect(await longestWaitSec()).toBeLessThan(freezeSec * 0.8)
})
