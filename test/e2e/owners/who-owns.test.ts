import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { askOwner } from '../../../src/client/ask-owner.ts'
import type { Status } from '../../../src/shared/local-api.ts'
import { startOwner } from '../../../src/client/start-owner.ts'
import { cliProgram, runCli, startCli } from '../../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'
import { eventually } from '../../support/eventually.ts'

let session: DesktopSession
let env: NodeJS.ProcessEnv

beforeEach(async () => {
  session = await startDesktopSession()
  env = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
  await putSignedInAccounts(session, [{ name: 'work' }])
})
afterEach(() => session.close())

/** The current owner; null when there is none. */
async function owner(): Promise<Status['owner'] | null> {
  try {
    return (await askOwner({ environment: env, client: 'test' }, 'status')).owner
  } catch {
    return null
  }
}

/** Waits until the owner is one of this kind. */
async function ownerOfKind(kind: Status['owner']['kind']): Promise<Status['owner']> {
  const found = await until(`the owner is an ${kind}`, owner, (one) => one?.kind === kind)
  return found!
}

async function startAgent(): Promise<number> {
  const agent = startCli(['agent'], env)
  onTestFinished(() => void agent.kill('SIGKILL'))
  await until('the agent is the owner', owner, (found) => found?.pid === agent.pid)
  return agent.pid ?? 0
}

/** Keeps asking for tokens until stopped; returns how many it got, and the failures. */
function askAllTheTime(): { stop(): Promise<{ tokens: number; failures: unknown[] }> } {
  const stop = new AbortController()
  let tokens = 0
  const failures: unknown[] = []
  const connection = {
    environment: env,
    client: 'test',
    start: () => startOwner(env, [process.execPath, cliProgram]),
  }
  const asker = async () => {
    while (!stop.signal.aborted) {
      try {
        await askOwner(connection, 'token', { account: null })
        tokens += 1
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const asking = Promise.all(Array.from({ length: 4 }, asker))
  return {
    stop: async () => {
      stop.abort()
      await asking
      return { tokens, failures }
    },
  }
}

test('an app that starts while an agent runs replaces it as the owner, and no request fails', async () => {
  await startAgent()
  const asks = askAllTheTime()
  await session.launch({ args: ['--hidden'] })
  await eventually(async () => (await owner())?.kind).toBe('app')
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left/)
  const { tokens, failures } = await asks.stop()
  expect(failures).toEqual([])
  expect(tokens).toBeGreaterThan(10)
  expect(session.atlassian.counts().refreshGrants.asked).toBe(0)
})

test('a program that finds no owner starts the app hidden, if the app has run before and there is a desktop', async () => {
  await session.launch({ args: ['--hidden'] })
  await eventually(async () => (await owner())?.kind).toBe('app')
  await session.app.quit()
  expect(await owner()).toBeNull()

  expect(await runCli(['token'], env)).toMatchObject({ code: 0, stderr: '' })
  // on a very slow machine, an agent stands in for it until it has started
  const { pid } = await ownerOfKind('app')
  onTestFinished(() => void process.kill(pid, 'SIGKILL'))
  await eventually(() => session.panel.tooltip()).toMatch(/^work: 5\d min left/)
})

test('when the app can’t be started, an agent is', async () => {
  await session.launch({ args: ['--hidden'] })
  await eventually(async () => (await owner())?.kind).toBe('app')
  await session.app.quit()
  const broken = { ...env, DISPLAY: ':9999' }
  expect(await runCli(['token'], broken)).toMatchObject({ code: 0, stderr: '' })
  const { pid } = await ownerOfKind('agent')
  onTestFinished(() => void process.kill(pid, 'SIGKILL'))
})

test('an agent ends when its data folder is removed', async () => {
  const agent = startCli(['agent'], env)
  await until('the agent is the owner', owner, (found) => found?.pid === agent.pid)
  const ended = new Promise((resolve) => agent.once('exit', resolve))
  // it may be writing its first files
  await rm(session.dataFolder, { recursive: true, maxRetries: 5, retryDelay: 100 })
  expect(await ended).toBe(0)
})

test.each(['settings.json', 'history.jsonl'])(
  'an agent that can’t read %s says so, and owns nothing',
  async (name) => {
    await rm(join(session.dataFolder, name), { force: true })
    await mkdir(join(session.dataFolder, name))
    const { code, stderr } = await runCli(['agent'], env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/You need read and write access to settings\.json and history\.jsonl in /)
    // nor does any command wait for it
    expect(await runCli(['status'], { ...env, DISPLAY: '' })).toMatchObject({ code: 1 })
    expect(await owner()).toBeNull()
  },
)

test('an agent started on demand ends when nobody needs it', async () => {
  // not a question to the owner: on a slow machine, it may come after the second
  expect(await runCli(['agent', '--idle', '1'], env)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Agent running') as string,
  })
  expect(await owner()).toBeNull()
})

test('a second `agent` says that there is already an owner; `agent stop` stops an agent, but not the app', async () => {
  await startAgent()
  expect(await runCli(['agent'], env)).toMatchObject({ code: 1 })
  expect(await runCli(['agent', 'stop'], env)).toMatchObject({ code: 0, stderr: 'Agent stopped.\n' })
  await eventually(owner).toBeNull()
  await session.launch({ args: ['--hidden'] })
  await eventually(async () => (await owner())?.kind).toBe('app')
  const { code, stderr } = await runCli(['agent', 'stop'], env)
  expect(code).toBe(1)
  expect(stderr).toMatch(/keeps managing the accounts\. Quit it/)
})

test('a signal ends an agent cleanly, after it has stored the result of a renewal in progress', async () => {
  session.atlassian.setFault({ kind: 'delay', delayMs: 800 })
  const before = await session.accessToken()
  const agent = startCli(['agent'], env)
  await until('the agent is the owner', owner, (found) => found?.pid === agent.pid)
  const renewing = runCli(['renew'], { ...env, JIRA_TOKEN_SOCKET: `${session.dataFolder}/owner/api.sock` })
  await until(
    'the renewal is in progress',
    () => session.atlassian.counts().refreshGrants.asked,
    (asked) => asked === 1,
  )
  const ended = new Promise((resolve) => agent.once('exit', resolve))
  agent.kill('SIGTERM')
  expect(await ended).toBe(0)
  await renewing
  expect(await session.accessToken()).not.toBe(before)
  expect(await session.atlassian.introspect(await session.accessToken())).toMatchObject({ newest: true })
})

test.each(['agent', 'app'] as const)('an %s that the deb was upgraded under starts again', async (kind) => {
  if (kind === 'agent') await startAgent()
  else await session.launch({ args: ['--hidden'] })
  const { pid } = await ownerOfKind(kind)
  process.kill(pid, 'SIGUSR2')
  const next = await until('another one is the owner', owner, (one) => one !== null && one.pid !== pid)
  process.kill(next!.pid, 'SIGKILL')
  expect(next).toMatchObject({ kind })
})
