import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { cliProgram, runCli } from '../../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { askOwner } from '../../../src/client/ask-owner.ts'
import type { Status } from '../../../src/shared/local-api.ts'
import { createJiraToken } from '../../support/jira-token.ts'
import { eventually } from '../../support/eventually.ts'

let session: DesktopSession
let env: NodeJS.ProcessEnv
let unitFile: string

const jiraToken = (...args: string[]) => runCli(args, env)

async function owner(): Promise<Status['owner'] | null> {
  try {
    const connection = { environment: env, client: 'test' }
    return (await askOwner(connection, 'status')).owner
  } catch {
    return null
  }
}

beforeAll(async () => {
  // tokens of 20 s, as if an hour went by in 20 s
  session = await startDesktopSession({ atlassian: { accessTokenLifetimeSec: 20 } })
  const { home } = session.desktop
  const bin = join(home, 'bin')
  await mkdir(bin)
  const fake = join(rootFolder, 'scripts/harness/fake-systemctl.mjs')
  await writeFile(join(bin, 'systemctl'), `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`)
  await chmod(join(bin, 'systemctl'), 0o755)
  env = {
    ...session.desktop.env,
    PATH: `${bin}:${process.env['PATH']}`,
    JIRA_TOKEN_HOME: session.dataFolder,
    // an owner that a command starts is an agent, not the app
    DISPLAY: '',
  }
  await putSignedInAccounts(session, [{ name: 'work' }])
})
afterAll(async () => {
  await jiraToken('agent', 'uninstall')
  await session.close()
})

test('`agent install` starts an agent that stays, and says where it is and where its log is', async () => {
  const installed = await jiraToken('agent', 'install')
  expect(installed).toMatchObject({ code: 0, stdout: '' })
  unitFile = /Installed the background agent: (.*)/.exec(installed.stderr)?.[1] ?? ''
  expect(installed.stderr).toContain('journalctl --user -u jira-token-agent-')
  const unit = await readFile(unitFile, 'utf8')
  expect(unit).toContain(`ExecStart="${process.execPath}" "${cliProgram}" "agent" "--service"`)
  expect(unit).toContain(`Environment="JIRA_TOKEN_HOME=${session.dataFolder}"`)
  expect(await owner()).toMatchObject({ kind: 'agent' })

  const { stdout } = await jiraToken('agent', 'status')
  expect(stdout).toContain(`installed:    yes, running (${unitFile})`)
  expect(stdout).toContain(`a background agent (pid ${(await owner())?.pid})`)
  expect((await jiraToken('doctor')).stdout).toMatch(
    /✓ background agent: installed \(.*\); log: journalctl --user/,
  )
})

test('a synced file stays valid, although the agent is killed and nothing else runs', async () => {
  const envFile = join(session.desktop.home, '.env')
  await writeFile(envFile, 'JIRA_OAUTH_ACCESS_TOKEN=old\n')
  expect(await jiraToken('sync', 'add', '--env', envFile)).toMatchObject({ code: 0 })
  const first = await readFile(envFile, 'utf8')
  const before = await owner()
  process.kill(before?.pid ?? 0, 'SIGKILL')
  await eventually(() => readFile(envFile, 'utf8')).not.toBe(first)
  const after = await owner()
  expect(after).toMatchObject({ kind: 'agent' })
  expect(after?.pid).not.toBe(before?.pid)
  expect(await readFile(envFile, 'utf8')).toContain(await session.accessToken())
})

test('makes way for the app, waits while it runs, and takes its place when it quits', async () => {
  onTestFailed(() => console.log(session.app.output()))
  await session.launch({ args: ['--hidden'] })
  await eventually(async () => (await owner())?.kind).toBe('app')
  // the agent, started again, has met the app and leaves it alone
  await eventually(async () => (await jiraToken('agent', 'status')).stdout).toMatch(
    /installed: {4}yes, running[^]*renewing now: the app/,
  )
  expect((await jiraToken('agent', 'install')).stderr).toContain('When it quits, the agent takes its place.')
  expect((await owner())?.kind).toBe('app')
  await session.app.quit()
  await eventually(async () => (await owner())?.kind).toBe('agent')
})

test('takes the place of an agent that a command started', async () => {
  expect(await jiraToken('agent', 'uninstall')).toMatchObject({
    code: 0,
    stderr: `Removed the background agent: ${unitFile}\n`,
  })
  await eventually(owner).toBeNull()
  await jiraToken('token')
  const started = await owner()
  expect(started).toMatchObject({ kind: 'agent' })
  expect(await jiraToken('agent', 'install')).toMatchObject({ code: 0 })
  const installed = await owner()
  expect(installed).toMatchObject({ kind: 'agent' })
  expect(installed?.pid).not.toBe(started?.pid)
  // a second time is fine
  expect(await jiraToken('agent', 'install')).toMatchObject({ code: 0 })
  expect(await owner()).toMatchObject({ kind: 'agent' })
})

test('`agent stop` stops it for now; `agent uninstall` for good, and a second time has nothing to do', async () => {
  const stopped = await jiraToken('agent', 'stop')
  expect(stopped).toMatchObject({
    code: 0,
    stderr:
      'Agent stopped.\nIt is installed, so it starts again when you log in again. To remove it: jira-token agent uninstall\n',
  })
  expect(await owner()).toBeNull()
  expect((await jiraToken('agent', 'status')).stdout).toMatch(/installed: {4}yes, not running/)
  expect(await jiraToken('agent', 'uninstall')).toMatchObject({ code: 0 })
  expect(await jiraToken('agent', 'uninstall')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'The background agent is not installed. There is nothing to remove.\n',
  })
  expect((await jiraToken('agent', 'status')).stdout).toMatch(
    /^installed: {4}no\. To install it: jira-token agent install\nrenewing now: nobody/,
  )
})

test('`sync add` offers the agent on a terminal, and says in one line elsewhere that one is missing', async () => {
  const add = (name: string) => ['sync', 'add', '--env', join(session.desktop.home, name)]
  const told = await jiraToken(...add('piped.env'))
  expect(told.stderr).toMatch(
    /After a restart of the computer, nothing keeps this file up to date\. To change that: jira-token agent install\n$/,
  )
  const terminal = createJiraToken(env, session.dataFolder)
  const refusing = terminal.startOnTerminal(add('refused.env'))
  await refusing.says(/Install the background agent.*\[Y\/n\] /)
  refusing.type('n')
  expect(await refusing.ended).toMatchObject({ code: 0 })
  expect(refusing.stdout()).toContain('To install it later: jira-token agent install')
  const agreeing = terminal.startOnTerminal(add('agreed.env'))
  await agreeing.says(/Install the background agent.*\[Y\/n\] /)
  agreeing.type('')
  expect(await agreeing.ended).toMatchObject({ code: 0 })
  expect(agreeing.stdout()).toContain('Installed the background agent: ')
  // now something keeps it up to date
  expect((await jiraToken(...add('more.env'))).stderr).not.toContain('After a restart')
})

test('an import without a sign-in leaves the token in the file until there is another', async () => {
  await jiraToken('sign-out', 'work', '--yes')
  const path = join(session.desktop.home, 'imported.env')
  await writeFile(path, `JIRA_OAUTH_CLIENT_ID=${session.atlassian.clientId}\nJIRA_OAUTH_ACCESS_TOKEN=old\n`)
  const importing = createJiraToken(env, session.dataFolder).startOnTerminal(['import', path, '--sync'])
  await importing.says(/Sign in now\? \[y\/N\] /)
  importing.type('n')
  expect((await importing.ended).stdout).toContain('has no valid token yet')
  // it is not ours, and may be valid
  expect(await readFile(path, 'utf8')).toContain('JIRA_OAUTH_ACCESS_TOKEN=old')
})

test('without systemd, it says what to do instead', async () => {
  await rm(join(session.desktop.home, 'bin/systemctl'))
  const { code, stderr } = await runCli(['agent', 'install'], {
    ...env,
    PATH: join(session.desktop.home, 'bin'),
  })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^jira-token: systemd does not run programs for you here \(systemctl was not found\).*“jira-token agent --service”/,
  )
})
