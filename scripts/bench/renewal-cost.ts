import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { emptyRecords } from '../../src/adapters/settings/records-file.ts'
import type { AccountRecord } from '../../src/core/ports.ts'
import { maxHistoryEvents } from '../../src/shared/history.ts'
import { startHeadlessSession, type HeadlessSession } from '../harness/headless-session.ts'
import { putSignedInAccounts, recordsOnDisk } from '../harness/signed-in-account.ts'
import { askOwner } from './ask-owner.ts'
import { median } from './measure.ts'
import { measureCpuMs, measureMemoryMb } from './process-tree.ts'

const accountCounts = [1, 20, 100]
const renewals = 20
const statuses = 500
/** Each one starts a program for the keychain, so not too many at once. */
const signedInAtOnce = 10

/** Stores this many signed-in accounts, each with a full history. */
async function putAccounts(session: HeadlessSession, count: number): Promise<void> {
  const records: AccountRecord[] = []
  for (let first = 0; first < count; first += signedInAtOnce) {
    const names = Array.from({ length: Math.min(signedInAtOnce, count - first) }, (_, at) => `a${first + at}`)
    await putSignedInAccounts(
      session,
      names.map((name) => ({ name })),
    )
    records.push(...(await recordsOnDisk(session)))
  }
  await writeFile(
    join(session.dataFolder, 'settings.json'),
    JSON.stringify({ ...emptyRecords, accounts: records }),
  )
  const event = {
    kind: 'renewed',
    hadLeftSec: 300,
    leftSec: 3600,
    expiresAtMs: Date.now(),
    nextAtMs: Date.now(),
  }
  const lines = records.flatMap(({ id }) =>
    Array.from({ length: maxHistoryEvents }, (_, at) =>
      JSON.stringify({
        account: id,
        event: { ...event, atMs: Date.now() - (maxHistoryEvents - at) * 3_300_000 },
      }),
    ),
  )
  await writeFile(join(session.dataFolder, 'history.jsonl'), ['{"version":1}', ...lines, ''].join('\n'))
}

interface Cost {
  readonly cpuMs: number
  readonly writtenKb: number
  readonly statusCpuMs: number
  readonly memoryMb: number
}

/** Kilobytes a process has passed to `write` so far, whatever the target. */
async function writtenKbOf(pid: number): Promise<number> {
  return Number(/^wchar: (\d+)/m.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1]) / 1024
}

async function measure(count: number): Promise<Cost> {
  const session = await startHeadlessSession()
  try {
    await putAccounts(session, count)
    const pid = await session.startAgent()
    const socketPath = join(session.dataFolder, 'owner/api.sock')
    const renew = (at: number) => askOwner(socketPath, 'POST', `/v1/accounts/a${at % count}/renew`)
    // the first renewals don't count: code is compiled during them
    for (let at = 0; at < renewals; at += 1) await renew(at)
    await wait(1000)
    const costs: number[] = []
    const writtenKb = await writtenKbOf(pid)
    for (let at = 0; at < renewals; at += 1) {
      const beforeMs = measureCpuMs(pid)
      await renew(at)
      await wait(100)
      costs.push(measureCpuMs(pid) - beforeMs)
    }
    const writtenPerRenewal = ((await writtenKbOf(pid)) - writtenKb) / renewals
    const beforeMs = measureCpuMs(pid)
    for (let at = 0; at < statuses; at += 1) await askOwner(socketPath, 'GET', '/v1/status')
    const statusCpuMs = (measureCpuMs(pid) - beforeMs) / statuses
    return { cpuMs: median(costs), writtenKb: writtenPerRenewal, statusCpuMs, memoryMb: measureMemoryMb(pid) }
  } finally {
    await session.close()
  }
}

/** Measures what a renewal costs with few and many accounts, and how much memory many status requests take. */
export async function benchRenewals(): Promise<void> {
  console.log(
    `\nRenewing ${renewals} times with ${accountCounts.join(', ')} accounts, then requesting the status ${statuses} times …`,
  )
  const costs: Cost[] = []
  for (const count of accountCounts) costs.push(await measure(count))
  const print = (name: string, figure: (of: Cost) => number, digits: number, aim = '') => {
    const cells = costs.map((cost) => figure(cost).toFixed(digits).padStart(10)).join('')
    console.log(`${name.padEnd(46)}${cells}   ${aim}`)
  }
  console.log(`${' '.repeat(46)}${accountCounts.map((count) => `${count}`.padStart(10)).join('')}   accounts`)
  print('CPU per renewal (ms, median)', ({ cpuMs }) => cpuMs, 1, 'aim: 100 accounts ≤ 1.5 × one account')
  print('written per renewal (KB)', ({ writtenKb }) => writtenKb, 1)
  print('CPU per status request (ms)', ({ statusCpuMs }) => statusCpuMs, 2)
  print(`agent’s memory after ${statuses} of these (MB USS)`, ({ memoryMb }) => memoryMb, 1, 'aim ≤ 90 MB')
}
