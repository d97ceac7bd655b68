import { execFile } from 'node:child_process'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { cliProgram } from '../../scripts/harness/cli.ts'
import { startHeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { until } from '../../scripts/harness/until.ts'
import { needProgram } from '../support/need-program.ts'
import { startSignedInSession } from '../support/signed-in-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const run = promisify(execFile)
const project = join(rootFolder, 'python')
const accounts = ['work', 'other']
const atlassian = { accessTokenLifetimeSec: 20 }

/** The environment with `jira-token` on the PATH. */
async function withCommand(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder()
  const command = join(folder, 'jira-token')
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${cliProgram}' "$@"\n`)
  await chmod(command, 0o700)
  return { ...env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, PYTHONDONTWRITEBYTECODE: '1' }
}

/** Runs Python tests, which fail this one; what they say about skipped ones stays visible. */
async function unittest(env: NodeJS.ProcessEnv, modules: readonly string[]): Promise<void> {
  const { stderr } = await run('python3', ['-W', 'error', '-m', 'unittest', '-v', ...modules], {
    cwd: project,
    env,
  })
  for (const line of new Set(stderr.match(/skipped .*/g) ?? [])) console.log(`Python: ${line}`)
  expect(stderr).toMatch(/^Ran [1-9]/m)
}

beforeEach((context) => needProgram(context, 'python3'))

/** The code blocks of docs/python.md that start with ```python example=NAME. */
async function examples(): Promise<readonly (readonly [name: string, code: string])[]> {
  const page = await readFile(join(rootFolder, 'docs/python.md'), 'utf8')
  const blocks = page.matchAll(/^```python example=(\S+)\n([\s\S]*?)^```$/gm)
  return [...blocks].map(([, name = '', code = '']) => [name, code] as const)
}

/** What the examples print. */
const printed: Readonly<Record<string, RegExp>> = {
  token: /^work: valid until \d{4}-/,
  requests: /^\S/,
  httpx: /^\S/,
  errors: /^accountNotFound - No account named 'no such account'\. Accounts: work, other\.$/,
}

const hasModule = (name: string) =>
  run('python3', ['-c', `import ${name}`]).then(
    () => true,
    () => false,
  )

test('the Python tests pass with an agent as the owner', async () => {
  const session = await startHeadlessSession(atlassian)
  onTestFinished(() => session.close())
  await putSignedInAccounts(
    session,
    accounts.map((name) => ({ name })),
  )
  const env = await withCommand({ ...session.env, JIRA_TEST_API_URL: session.atlassian.apiUrl })
  // nothing is running yet: the first manager starts an agent
  await unittest(env, [])
  expect(await session.ownerPid()).not.toBeNull()

  const found = await examples()
  expect(found.map(([name]) => name)).toEqual(Object.keys(printed))
  for (const [name, code] of found) {
    if ((name === 'requests' || name === 'httpx') && !(await hasModule(name))) continue
    const program = code.replaceAll('https://api.atlassian.com', session.atlassian.apiUrl)
    const { stdout } = await run('python3', ['-W', 'error', '-c', program], { cwd: project, env })
    expect(stdout.trim(), name).toMatch(printed[name] ?? /^$/)
  }
})

test('the types pass a strict type check', async (context) => {
  needProgram(context, 'mypy')
  const folder = await temporaryFolder()
  const program = join(folder, 'program.py')
  await writeFile(
    program,
    `from jira_token_tray import JiraTokenAuth, OwnerError, Token, TokenManager, TokenStatus
tokens = TokenManager("work", renewal_buffer_minutes=10)
token: Token = tokens.get_valid_token()
text: str = token
status: TokenStatus = tokens.get_token_status()
left: str = status["expiry_info"]["time_until_expiry"] or ""
auth = JiraTokenAuth(tokens)
async def get() -> Token:
    return await tokens.ensure_valid_token(300)
def code(error: OwnerError) -> str:
    return error.code
`,
  )
  const check = ['--strict', '--python-version', '3.9', '--cache-dir', join(folder, 'cache')]
  for (const platform of ['linux', 'win32'])
    await run('mypy', [...check, '--platform', platform, 'jira_token_tray', program], { cwd: project })
})

test('the Python tests pass with the app as the owner', async () => {
  const session = await startSignedInSession(accounts, { atlassian })
  await session.launch()
  const { apiUrl } = session.atlassian
  // nothing may be started instead of the app
  const env = { ...session.env, JIRA_TEST_API_URL: apiUrl, PYTHONDONTWRITEBYTECODE: '1' }
  await until(
    'the app has a token',
    () => session.cli(['token', 'work']),
    ({ code }) => code === 0,
  )
  await unittest(env, ['tests.test_token_manager'])
  expect(session.app.isRunning()).toBe(true)
})

test('the wheel is built and installed offline, and gets a token', async ({ skip }) => {
  const offline = { ...process.env, PIP_NO_INDEX: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' }
  const python = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = offline) =>
    run(program, args, { cwd: project, env })
  const isMissing = await python('python3', ['-c', 'import pip, venv, ensurepip']).then(
    () => false,
    () => true,
  )
  skip(isMissing, 'pip or venv is missing: apt-get install python3-pip python3-venv')
  const folder = await temporaryFolder()
  const build = ['-m', 'pip', 'wheel', '--no-deps', '--no-build-isolation', '--wheel-dir']
  await python('python3', [...build, folder, '.'])
  const names = await readdir(folder)
  const { version } = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  expect(names).toEqual([`jira_token_tray-${version}-py3-none-any.whl`])
  await python('python3', ['-m', 'venv', join(folder, 'venv')])
  const installed = join(folder, 'venv/bin/python')
  await python(installed, ['-m', 'pip', 'install', '--no-index', join(folder, names[0] ?? '')])
  const { stdout: shown } = await python(installed, ['-m', 'pip', 'show', '--files', 'jira-token-tray'])
  expect(shown).toMatch(/jira_token_tray\/py\.typed/)

  const session = await startHeadlessSession(atlassian)
  onTestFinished(() => session.close())
  await putSignedInAccounts(session, [{ name: 'work' }])
  const program = 'from jira_token_tray import TokenManager; print(TokenManager().get_valid_token())'
  // isolated: without the folder of the sources
  const { stdout } = await python(installed, ['-I', '-c', program], await withCommand(session.env))
  expect(await session.atlassian.introspect(stdout.trim())).toMatchObject({ active: true, newest: true })
})
