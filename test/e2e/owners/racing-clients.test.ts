import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { beforeEach, afterEach, expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { cliProgram } from '../../../scripts/harness/cli.ts'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'

const processes = 20
const asksPerProcess = 25

let session: HeadlessSession

beforeEach(async () => {
  session = await startHeadlessSession()
  // expired, and only renewed when a program asks
  await putSignedInAccounts(session, [{ name: 'work', leftSec: -1, account: { autoRenewal: false } }])
})
afterEach(() => session.close())

/** Programs that all ask at the same time, once they get the signal. */
async function startAskers(): Promise<{ go(): Promise<string[]> }> {
  const program = join(rootFolder, 'test/support/asking-process.mjs')
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, [program, join(rootFolder, 'out/api/index.js'), String(asksPerProcess)], {
      env: session.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  const lines: string[] = []
  const ready = children.map(async (child) => {
    const output = createInterface({ input: child.stdout })
    await once(output, 'line')
    output.on('line', (line) => lines.push(line))
  })
  await Promise.all(ready)
  return {
    go: async () => {
      // not `exit`: then some of the output may still have to be read
      const ended = children.map((child) => once(child, 'close'))
      for (const child of children) child.stdin.write('go\n')
      await Promise.all(ended)
      return lines
    },
  }
}

const refreshes = () => session.atlassian.counts().refreshGrants

test('500 requests from 20 processes at expiry cost one refresh, and all get the same valid token', async () => {
  await session.startAgent()
  const askers = await startAskers()
  const answers = await askers.go()
  expect(answers).toHaveLength(processes * asksPerProcess)
  expect([...new Set(answers)]).toEqual([`${await session.accessToken()} valid`])
  expect(refreshes()).toMatchObject({ asked: 1, honoured: 1 })
})

test('when the owner is killed during 500 requests, a new owner answers them all, and the sign-in survives', async () => {
  session.atlassian.setFault({ kind: 'holdAfterHonoured' })
  const owner = await session.startAgent()
  const askers = await startAskers()
  const answering = askers.go()
  await session.atlassian.whenHeld(1)
  process.kill(owner, 'SIGKILL')
  session.atlassian.clearFaults()
  const answers = await answering
  expect(answers).toHaveLength(processes * asksPerProcess)
  expect([...new Set(answers)]).toEqual([`${await session.accessToken()} valid`])
  expect(refreshes().asked).toBeLessThanOrEqual(3)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({ newest: true })
})

test('500 requests while the provider answers 503 cost only a few refreshes, and all get the reason', async () => {
  session.atlassian.setFault({ kind: 'serverError', status: 503 })
  await session.startAgent()
  const askers = await startAskers()
  const begunMs = performance.now()
  const answers = await askers.go()
  expect(answers).toHaveLength(processes * asksPerProcess)
  expect([...new Set(answers)]).toEqual(['- providerFailed'])
  // after a failure there is a pause of two seconds, for all
  const pauses = (performance.now() - begunMs) / 2000
  expect(refreshes().asked).toBeLessThanOrEqual(Math.max(6, 2 + pauses))
})

test('50 `jira-token token` commands without an owner start one owner, cost one refresh, and print 50 tokens', async () => {
  // the provider runs in this process, and starting 50 programs could keep it from answering
  const script = 'for i in $(seq 50); do ("$0" "$1" token || echo "exit code $?") & done; wait'
  const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, cliProgram], {
    env: session.env,
  })
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(50)
  expect(new Set(lines)).toEqual(new Set([await session.accessToken()]))
  expect(refreshes()).toMatchObject({ asked: 1, honoured: 1 })
  const pid = await until(
    'the data folder has an owner',
    () => session.ownerPid(),
    (owner) => owner !== null,
  )
  expect(await session.ownerPid()).toBe(pid)
})
