import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { engineSite } from '../../local-atlassian/sites.ts'
import { startAgent } from '../../scripts/harness/agent.ts'
import { cliProgram } from '../../scripts/harness/cli.ts'
import { startDesktopSession } from '../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'
import { getDataFolder } from '../../src/ownership/data-folder.ts'
import { recipes } from '../support/read-recipes.ts'

interface Run {
  readonly code: number | null
  readonly output: string
}

/** Runs a script with nothing in its environment but these variables. */
function shell(script: string, env: NodeJS.ProcessEnv, cwd: string): Promise<Run> {
  const child = spawn('/bin/sh', ['-e', '-c', script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })))
}

const script = (text: string) => `#!/bin/sh\n${text}\n`

/** A home folder with `bin/jira-token`, and a program that needs a token. */
async function furnish(home: string): Promise<string> {
  const bin = join(home, 'bin')
  await mkdir(bin, { recursive: true })
  const report = script(
    'test -n "$JIRA_OAUTH_ACCESS_TOKEN" && echo "token until $JIRA_OAUTH_TOKEN_EXPIRES_AT"',
  )
  const jiraToken = script(`exec '${process.execPath}' '${cliProgram}' "$@"`)
  await writeFile(join(bin, 'report.sh'), report, { mode: 0o755 })
  await writeFile(join(home, 'report.sh'), report, { mode: 0o755 })
  await writeFile(join(bin, 'jira-token'), jiraToken, { mode: 0o755 })
  return join(bin, 'jira-token')
}

test('the lines of the crontab work with the environment of cron', async () => {
  const session = await startDesktopSession({
    desktop: { display: false },
    panel: false,
    atlassian: { sites: [engineSite] },
  })
  onTestFinished(() => session.close())
  const { atlassian, desktop } = session
  const { home, env } = desktop
  const cron = { HOME: home, PATH: '/usr/bin:/bin' }
  const dataFolder = getDataFolder(cron)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  await putSignedInAccounts({ atlassian, desktop, dataFolder }, [{ name: 'work' }])
  const agent = await startAgent({ ...env, JIRA_TOKEN_HOME: dataFolder })
  onTestFinished(() => agent.kill())
  const program = await furnish(home)

  const commands = recipes('cron')
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => /^(?:\S+\s+){5}(.*)$/.exec(line)?.[1] ?? '')
  expect(commands).toHaveLength(2)
  for (const command of commands)
    expect(await shell(command.replace('/usr/bin/jira-token', program), cron, home), command).toEqual({
      code: 0,
      output: '',
    })
  expect(await readFile(join(home, 'report.log'), 'utf8')).toMatch(/^token until 20/)
  expect(JSON.parse(await readFile(join(home, 'me.json'), 'utf8'))).toMatchObject({ active: true })
})

/** The commands of a job, as its runner gives them to a shell. */
function commandsIn(job: string): string {
  const lines = job.split('\n')
  const start = lines.findIndex((line) => /^ *(run: \||script:)$/.test(line))
  return lines
    .slice(start + 1)
    .map((line) => line.replace(/^ +- /, ''))
    .join('\n')
}

test.each(recipes('yaml').map((job, index) => [['GitHub', 'GitLab'][index], job] as const))(
  'the commands of the job on %s work without a keychain',
  async (_where, job) => {
    const session = await startDesktopSession({ desktop: { display: false, keyring: 'none' }, panel: false })
    onTestFinished(() => session.close())
    const { atlassian, desktop } = session
    const { home } = desktop
    const { clientId, clientSecret } = atlassian.serviceAccount
    const program = await furnish(home)
    const env = {
      HOME: home,
      PATH: `${join(home, 'bin')}:/usr/bin:/bin`,
      JIRA_CLIENT_ID: clientId,
      JIRA_CLIENT_SECRET: clientSecret,
    }
    const urls = `--token-url ${atlassian.tokenUrl} --api-url ${atlassian.apiUrl}`
    const commands = commandsIn(job).replace('--kind', `${urls} --kind`)
    onTestFinished(async () => void (await shell(`'${program}' agent stop --yes`, env, home)))
    const { code, output } = await shell(commands, env, home)
    expect(output).toMatch(/token until 20/)
    expect(code).toBe(0)
    expect(output).not.toContain(clientSecret)
  },
)
