import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, test } from 'vitest'
import { startProgram } from '../../../src/client/run-program.ts'
import { runWithNewestToken } from '../../../src/client/run-with-newest-token.ts'
import { createAccountsHarness } from '../../support/fakes/accounts-harness.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startAccountsApi } from '../owner/accounts-api-harness.ts'

const isWindows = process.platform === 'win32'

/** Notes its token, account, and site, and every SIGTERM; exits with 7 when it is told to by a file. */
const program = `
const fs = require('fs')
const [file] = process.argv.slice(1)
const say = (text) => fs.appendFileSync(file, text + '\\n')
process.on('SIGTERM', () => { say('SIGTERM'); process.exit(9) })
say([process.env.JIRA_OAUTH_ACCESS_TOKEN, process.env.ATLASSIAN_OAUTH_CLOUD_ID].join(' '))
setInterval(() => { if (fs.existsSync(file + '.end')) process.exit(7) }, 20)
`

/** A program that runs with the token of this account, in which a token lives for a few seconds. */
async function startRun({ lifetimeSec }: { lifetimeSec: number }) {
  const harness = createAccountsHarness()
  harness.oauth.issuer.options.lifetimeSec = lifetimeSec
  const { ask, socketFile } = await startAccountsApi(harness)
  await harness.add()
  await harness.signIn('id-1')
  const log = join(await temporaryFolder(), 'log')
  const state = { restarts: 0, code: null as number | null }
  const connection = { environment: { ...process.env, JIRA_TOKEN_SOCKET: socketFile }, client: 'test' }
  const run = runWithNewestToken(connection, [process.execPath, '-e', program, log], {
    account: null,
    minValidSec: null,
    cloudId: null,
    note: () => undefined,
    restarted: () => (state.restarts += 1),
    blind: (why) => expect.fail(why.message),
  }).then((code) => (state.code = code))
  const end = async () => {
    await writeFile(`${log}.end`, '')
    return run
  }
  onTestFinished(() => end().then(() => undefined))
  return {
    ask,
    harness,
    run,
    state,
    end,
    lines: async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').slice(0, -1),
    renew: async () => {
      await harness.clock.advance(5)
      return (await ask('renew', 'work')).accessToken
    },
  }
}

test('the program is started again with the new token, for the same account and site, until it exits', async () => {
  const { ask, lines, renew, state, end } = await startRun({ lifetimeSec: 1 })
  const { accessToken: first } = await ask('token', 'work')
  await eventually(lines).toEqual([`${first} 1`])
  await ask('addAccount', '', { name: 'Other', clientId: 'other', clientSecret: 'secret-of-other' })
  await ask('useAccount', 'Other')
  const second = await renew()
  await eventually(async () => (await lines()).at(-1)).toBe(`${second} 1`)
  expect(state.restarts).toBe(1)
  expect(await end()).toBe(7)
})

test('renewals that come quickly restart it once, with the newest token', async () => {
  const { lines, renew, state, end } = await startRun({ lifetimeSec: 4 })
  await eventually(async () => (await lines()).length).toBe(1)
  for (let count = 0; count < 20; count += 1) await renew()
  const newest = await renew()
  await eventually(async () => (await lines()).at(-1)).toBe(`${newest} 1`)
  expect(state.restarts).toBe(1)
  expect((await lines()).filter((line) => line !== 'SIGTERM')).toHaveLength(2)
  expect(await end()).toBe(7)
})

it.skipIf(isWindows)('a signal reaches it, ends the run, and isn’t followed by a restart', async () => {
  const { lines, renew, run, state } = await startRun({ lifetimeSec: 3600 })
  await eventually(async () => (await lines()).length).toBe(1)
  await renew()
  process.emit('SIGTERM', 'SIGTERM')
  expect(await run).toBe(9)
  expect(await lines()).toContain('SIGTERM')
  expect(state.restarts).toBe(0)
})

it.skipIf(isWindows)('a program that ignores SIGTERM is killed after the grace time', async () => {
  const file = join(await temporaryFolder(), 'ready')
  const stubborn = `process.on('SIGTERM', () => undefined); require('fs').writeFileSync('${file}', ''); setInterval(() => undefined, 1000)`
  const started = startProgram([process.execPath, '-e', stubborn], process.env)
  await eventually(() => readFile(file, 'utf8').catch(() => null)).toBe('')
  started.stop(100)
  expect(await started.exited).toBe(128 + 9)
})
