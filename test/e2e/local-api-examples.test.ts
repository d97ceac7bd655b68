import { spawn, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { startHeadlessSession, type HeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../../scripts/harness/until.ts'

let session: HeadlessSession
let examples: ReadonlyMap<string, string>

/** The code blocks that start with ```LANGUAGE example=NAME. */
async function examplesIn(page: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(rootFolder, page), 'utf8')
  const blocks = text.matchAll(/^```\w+ example=(\S+)\n([\s\S]*?)^```$/gm)
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]))
}

beforeAll(async () => {
  examples = await examplesIn('docs/local-api.md')
})
beforeEach(async () => {
  session = await startHeadlessSession()
  // half used up, because a token less than a minute old is not renewed when it is refused
  await putSignedInAccounts(session, [{ name: 'work', leftSec: 1800 }])
  await session.startAgent()
  await until(
    'the account has a valid token',
    async () => (await session.cli(['token'])).code,
    (code) => code === 0,
  )
})
afterEach(() => session.close())

/** Runs an example in its own program; `onOutput` may respond to its output. Rejects unless the program succeeds. */
async function run(
  name: string,
  [program, fileName]: readonly [program: string, fileName: string],
  onOutput: (output: string) => Promise<string | null> = async () => null,
): Promise<string> {
  const found = spawnSync(program, ['--version'])
  if (found.error !== undefined)
    throw new Error(`${program} is needed to run the example "${name}" of docs/local-api.md: install it`)
  const file = join(await temporaryFolder(), fileName)
  await writeFile(file, examples.get(name) ?? '')
  const child = spawn(program, [file], { env: session.env })
  let output = ''
  let errors = ''
  let isAnswered = false
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (isAnswered || !output.includes('\n')) return
    isAnswered = true
    void onOutput(output).then((answer) => answer !== null && child.stdin.write(`${answer}\n`))
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${errors}${output}`)
  return output
}

const status = async () =>
  (JSON.parse((await session.cli(['status', '--json'])).stdout) as Status).accounts[0]

test('the page has an example each for shell, Python, and Node', () => {
  expect([...examples.keys()]).toEqual(['curl', 'python', 'node'])
})

test('the shell example shows the status, renews, and changes a setting', async () => {
  const lines = (await run('curl', ['sh', 'example.sh'])).trim().split('\n')
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toMatchObject([
    expect.arrayContaining(['version', 'owner', 'accounts', 'notices']) as string[],
    expect.arrayContaining(['accessToken', 'previousExpiresAt']) as string[],
    ['account'],
  ])
  expect(session.atlassian.counts().refreshGrants.honoured).toBe(1)
  expect((await session.cli(['accounts', 'list'])).stdout).toMatch(/10 min before/)
})

test('the Python example gets a valid token, and another one after a refusal', async () => {
  const before = await session.accessToken()
  const [token, until, expiresAt = ''] = (await run('python', ['python3', 'example.py'])).trim().split(' ')
  expect({ token, until }).toEqual({ token: before, until: 'until' })
  expect(new Date(expiresAt).toISOString()).toBe(expiresAt)
  expect(await session.accessToken()).not.toBe(before)
  expect(session.atlassian.counts().refreshGrants.honoured).toBe(1)
})

test('the Node example signs in manually', async () => {
  const output = await run('node', [process.execPath, 'example.mjs'], async (said) => {
    const { url } = await walkThroughSignIn(said.trim())
    return url.href
  })
  expect(output).toMatch(/^http:\S+\nsigned in: work\n$/)
  const account = await status()
  expect(account).toMatchObject({ valid: true, signInError: null })
})

test.each([
  ['curl', 'sh', 'example.sh'],
  ['python', 'python3', 'example.py'],
  ['node', process.execPath, 'example.mjs'],
])('the %s example says so when nothing is running', async (name, program, file) => {
  // the owner that a kill leaves behind has a socket that nobody listens to
  await session.killOwner()
  await expect(run(name, [program, file])).rejects.toThrow(/Neither the app nor an agent is running/)
})
