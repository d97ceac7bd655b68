import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startOwner } from '../../../src/client/start-owner.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A data folder, and an agent that only notes each of its starts and fails. */
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
  return {
    start: () => startOwner({ PATH: process.env['PATH'], JIRA_TOKEN_HOME: dataFolder }, agent),
    starts: () => (existsSync(starts) ? readFileSync(starts, 'utf8').length : 0),
    /** Somebody began to start an owner so long ago. */
    putMark: (pid: number, agoSec: number) => {
      writeFileSync(mark, String(pid))
      const then = new Date(Date.now() - agoSec * 1000)
      utimesSync(mark, then, then)
    },
    markAgeSec: () => (Date.now() - statSync(mark).mtimeMs) / 1000,
  }
}

async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('who asks many times at once in one program starts one owner', async () => {
  const harness = await startHarness()
  const results = await Promise.allSettled(Array.from({ length: 50 }, harness.start))
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(50)
  expect(harness.starts()).toBe(1)
})

test('a slow start of a program that still runs is waited for, and one of a dead program is not', async () => {
  const harness = await startHarness()
  harness.putMark(process.pid, 60)
  const starting = harness.start().catch((error: unknown) => error)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(harness.markAgeSec()).toBeGreaterThan(59)
  harness.putMark(await endedPid(), 60)
  await eventually(harness.starts).toBe(1)
  expect(await starting).toMatchObject({ code: 'ownerMissing' })
})

test('a start that takes for ever is nobody’s any more', async () => {
  const harness = await startHarness()
  harness.putMark(process.pid, 600)
  await expect(harness.start()).rejects.toMatchObject({ code: 'ownerMissing' })
  expect(harness.starts()).toBe(1)
})
