import electron from 'electron'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { runCli } from '../../scripts/harness/cli.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** The path of the program: outside of Electron, that is all the package exports. */
const executable = electron as unknown as string

it('the app starts hidden, becomes the owner, answers the command line, and quits', async () => {
  const env: NodeJS.ProcessEnv = { ...process.env, JIRA_TOKEN_HOME: await temporaryFolder() }
  const app = spawn(executable, [rootFolder, '--hidden'], { env, stdio: 'inherit' })
  onTestFinished(() => void app.kill('SIGKILL'))
  const status = async (): Promise<Status['owner'] | null> => {
    const { code, stdout } = await runCli(['status', '--json'], env)
    return code === 0 ? (JSON.parse(stdout) as Status).owner : null
  }
  await eventually(async () => (await status())?.kind).toBe('app')
  expect((await status())?.pid).toBe(app.pid)
  const exited = once(app, 'exit')
  app.kill('SIGTERM')
  await exited
})
