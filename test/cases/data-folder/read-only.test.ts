import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { electronFlags } from '../../../scripts/desktop/electron-flags.ts'
import { eventually } from '../../support/eventually.ts'
import { needProgram, needRoot } from '../../support/need-program.ts'
import { makeReadOnly } from '../../support/read-only-folder.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

let session: SignedInSession

beforeEach(async (context) => {
  needRoot(context)
  needProgram(context, 'xwininfo', 'x11-utils')
  session = await startSignedInSession(['work'])
})

/** Starts the app, which may exit at once or show an error; returns its output, and all windows on the desktop. */
function start(): { output(): string; windows(): string } {
  const flags = electronFlags({ virtualDisplay: true })
  const app = spawn(process.env['ELECTRON_EXEC_PATH'] ?? '', [...flags, rootFolder], {
    env: session.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [app.stdout, app.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  onTestFinished(async () => {
    const exited = app.exitCode === null && app.signalCode === null ? once(app, 'exit') : undefined
    app.kill('SIGKILL')
    await exited
  })
  return {
    output: () => output,
    windows: () =>
      spawnSync('xwininfo', ['-root', '-tree'], { env: session.desktop.env, encoding: 'utf8' }).stdout,
  }
}

test('an app whose data folder is read-only says so, and names the folder', async () => {
  makeReadOnly(session.dataFolder)
  const { output } = start()
  // ignores what Chromium logs
  const ownOutput = () => output().replaceAll(/^\[\d+:.*$/gm, '')
  await eventually(ownOutput, 60_000).toContain(session.dataFolder)
})

test('an app whose data folder has become read-only shows a window that says so', async () => {
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.panel.labels(), 60_000).toContain('Renew now')
  await session.app.quit()
  makeReadOnly(session.dataFolder)
  const { windows } = start()
  // no other program has a window on this desktop
  await eventually(windows, 60_000).toMatch(/"[^"]+": \("/)
})

test('jira-token names a read-only data folder', async () => {
  makeReadOnly(session.dataFolder)
  const { code, stderr } = await session.cli(['token', 'work'])
  expect(code).not.toBe(0)
  expect(stderr).toContain(session.dataFolder)
  expect(stderr).toMatch(/read-only|can’t be written|EROFS/i)
})
