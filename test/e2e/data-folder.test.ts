import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { electronFlags } from '../../scripts/desktop/electron-flags.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let desktop: PrivateDesktop
beforeAll(async () => {
  desktop = await startPrivateDesktop({ keyring: 'none' })
})
afterAll(() => desktop.close())

/** Starts the app, which shows an error and then ends; returns its output. */
function start(dataFolder: string): () => string {
  const flags = electronFlags({ virtualDisplay: true })
  const app = spawn(process.env['ELECTRON_EXEC_PATH'] ?? '', [...flags, rootFolder], {
    env: { ...desktop.env, JIRA_TOKEN_HOME: dataFolder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  app.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  onTestFinished(async () => {
    const exited = app.exitCode === null && app.signalCode === null ? once(app, 'exit') : undefined
    app.kill('SIGKILL')
    await exited
  })
  return () => output
}

test('a lock that can’t be taken is an error, and does not count as “already running”', async () => {
  const dataFolder = await temporaryFolder()
  // in the place of Chromium's lock, and not empty
  await mkdir(join(dataFolder, 'SingletonLock/something'), { recursive: true })
  await eventually(start(dataFolder)).toMatch(
    `can’t start. Its data folder can’t be used: ${dataFolder} is locked`,
  )
})

test('a data folder that is a file is an error, before anything is written elsewhere', async () => {
  const dataFolder = join(await temporaryFolder(), 'file')
  await writeFile(dataFolder, 'a plain file')
  await eventually(start(dataFolder)).toContain(`${dataFolder} is not a folder`)
  await rm(dataFolder)
})
