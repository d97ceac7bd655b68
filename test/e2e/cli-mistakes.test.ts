import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding } from '../../src/shared/local-api.ts'
import { cliProgram, runCli } from '../../scripts/harness/cli.ts'
import { startHeadlessSession, type HeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'

let session: HeadlessSession

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  await session.startAgent()
})
afterAll(() => session.close())

test('a relative data folder is relative to the folder the command runs in', async () => {
  const folder = join(session.desktop.home, 'other')
  const env = { ...session.env, JIRA_TOKEN_HOME: relative(process.cwd(), folder) }
  expect(await runCli(['accounts', 'list'], env)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^No accounts yet/) as string,
  })
  expect(await runCli(['agent', 'stop'], { ...env, JIRA_TOKEN_HOME: folder })).toMatchObject({
    code: 0,
    stderr: 'Agent stopped.\n',
  })
})

test('every command and the doctor say so when the data folder is a file', async () => {
  const file = join(session.desktop.home, 'file')
  await writeFile(file, '')
  for (const home of [file, join(file, 'below')]) {
    const env = { ...session.env, JIRA_TOKEN_HOME: home }
    const { code, stderr } = await runCli(['token'], env)
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^jira-token: (Not connected|Could not start): .* not a folder\. Move .*JIRA_TOKEN_HOME to another folder\. \(/,
    )
    const { findings } = JSON.parse((await runCli(['doctor', '--json'], env)).stdout) as {
      findings: Finding[]
    }
    expect(findings.slice(0, 2)).toMatchObject([
      { name: 'data folder', verdict: 'failed' },
      { name: 'owner', verdict: 'failed', remedy: 'See the data folder check.' },
    ])
  }
})

test('a monitor that can’t write its output ends with a one-line message', async () => {
  const words = [process.execPath, cliProgram, 'monitor'].map((word) => `'${word}'`).join(' ')
  const { code, stderr } = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
    const child = execFile(
      'sh',
      ['-c', `${words} > /dev/full`],
      { env: session.env },
      (_error, _stdout, said) => resolve({ code: child.exitCode, stderr: said }),
    )
  })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^jira-token: ENOSPC.*\n$/) as string,
  })
})

test('setting up an MCP client for an unknown account is refused', async () => {
  await mkdir(join(session.desktop.home, '.cursor'), { recursive: true })
  const words = 'mcp install --client cursor --url https://mcp.example.com/mcp --dry-run --account'.split(' ')
  const install = (account: string) => session.cli([...words, account])
  expect(await install('nobody')).toEqual({
    code: 4,
    stdout: '',
    stderr: "jira-token: No account named 'nobody'. Accounts: work. (accountNotFound)\n",
  })
  for (const account of ['WORK', 'default']) expect((await install(account)).code).toBe(0)
})
