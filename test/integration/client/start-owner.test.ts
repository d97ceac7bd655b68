import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startOwner } from '../../../src/client/start-owner.ts'
import { noteHowToStart } from '../../../src/ownership/start-command.ts'
import { maxWaitMs, until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A data folder, and an agent that only records each start, then fails. */
async function startHarness() {
  const dataFolder = await temporaryFolder()
  const starts = join(await temporaryFolder(), 'starts')
  const agent = join(await temporaryFolder(), 'agent.cjs')
  writeFileSync(
    agent,
    `require('node:fs').appendFileSync(${JSON.stringify(starts)}, 'x'); process.exitCode = 1`,
  )
  mkdirSync(join(dataFolder, 'owner'), { mode: 0o700 })
  const mark = join(dataFolder, 'owner/starting')
  const desktop = { PATH: process.env['PATH'], JIRA_TOKEN_HOME: dataFolder, DISPLAY: ':0' }
  return {
    /** With this script as the app, and a desktop. */
    startWithApp: async (
      script: string,
      platform: NodeJS.Platform,
      environment: NodeJS.ProcessEnv = {},
      appTimeoutMs = maxWaitMs,
    ) => {
      const app = join(await temporaryFolder(), 'app.cjs')
      const pids = join(await temporaryFolder(), 'pids')
      writeFileSync(
        app,
        `require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + ' ');${script}`,
      )
      onTestFinished(async () => {
        await until('the app has started', () => existsSync(pids), Boolean)
        for (const pid of readFileSync(pids, 'utf8').trim().split(' ')) {
          try {
            process.kill(Number(pid), 'SIGKILL')
          } catch {
            // it has ended
          }
        }
      })
      noteHowToStart(dataFolder, [process.execPath, app])
      return startOwner(
        { ...desktop, ...environment },
        [process.execPath, agent],
        platform,
        appTimeoutMs,
      ).catch((error: unknown) => error)
    },
    start: () =>
      startOwner({ PATH: process.env['PATH'], JIRA_TOKEN_HOME: dataFolder }, [process.execPath, agent]),
    starts: () => (existsSync(starts) ? readFileSync(starts, 'utf8').length : 0),
    /** As if a program had begun to start an owner this long ago. */
    putMark: (pid: number, agoSec: number) => {
      writeFileSync(mark, String(pid))
      const then = new Date(Date.now() - agoSec * 1000)
      utimesSync(mark, then, then)
    },
    markAgeSec: () => (Date.now() - statSync(mark).mtimeMs) / 1000,
  }
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('a program that asks many times at once starts one owner', async () => {
  const harness = await startHarness()
  const results = await Promise.allSettled(Array.from({ length: 50 }, harness.start))
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(50)
  expect(harness.starts()).toBe(1)
})

test('waits for a slow start by a running program, but not for one by a dead program', async () => {
  const harness = await startHarness()
  harness.putMark(process.pid, 60)
  const starting = harness.start().catch((error: unknown) => error)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(harness.markAgeSec()).toBeGreaterThan(59)
  harness.putMark(await deadPid(), 60)
  await eventually(harness.starts).toBe(1)
  expect(await starting).toMatchObject({ code: 'ownerMissing' })
})

test('does not wait for a start that takes forever', async () => {
  const harness = await startHarness()
  harness.putMark(process.pid, 600)
  await expect(harness.start()).rejects.toMatchObject({ code: 'ownerMissing' })
  expect(harness.starts()).toBe(1)
})

/** An app that starts, and never becomes the owner: another program, or one that hangs. */
const hangs = 'setInterval(() => undefined, 1000)'

test('an agent is started if the app doesn’t come in time', async () => {
  const harness = await startHarness()
  expect(await harness.startWithApp(hangs, 'linux', {}, 2000)).toMatchObject({ code: 'ownerMissing' })
  expect(harness.starts()).toBe(1)
})

test.each([
  ['linux', 1],
  ['win32', 1],
  ['darwin', 0],
] as const)('if the app fails, there are this many agents on %s: %i', async (platform, agents) => {
  const harness = await startHarness()
  const error = await harness.startWithApp('process.exitCode = 1', platform)
  expect(error).toMatchObject({ code: 'ownerMissing' })
  if (agents === 0) expect(String(error)).toContain('Open Jira Token Tray')
  expect(harness.starts()).toBe(agents)
})

test('the app does not inherit ELECTRON_RUN_AS_NODE, which would turn it into Node', async () => {
  const harness = await startHarness()
  const record = join(await temporaryFolder(), 'environment')
  const script = `require('node:fs').writeFileSync(${JSON.stringify(record)}, JSON.stringify(process.env)); process.exitCode = 1`
  await harness.startWithApp(script, 'linux', { ELECTRON_RUN_AS_NODE: '1', EDITOR: 'vi' })
  const inherited = JSON.parse(readFileSync(record, 'utf8')) as NodeJS.ProcessEnv
  expect(inherited).toMatchObject({ EDITOR: 'vi' })
  expect(inherited).not.toHaveProperty('ELECTRON_RUN_AS_NODE')
})
