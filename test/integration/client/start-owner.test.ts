import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startOwner } from '../../../src/client/start-owner.ts'
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
  return {
    start: () => startOwner({ PATH: process.env['PATH'], JIRA_TOKEN_HOME: dataFolder }, agent),
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
