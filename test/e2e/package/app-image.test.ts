import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readlinkSync } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { runToEnd } from '../../../scripts/bootstrap/run-to-end.ts'
import { electronFlags } from '../../../scripts/desktop/electron-flags.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../../scripts/desktop/private-desktop.ts'
import type { CliRun } from '../../../scripts/harness/cli.ts'
import { packageAppIfStale } from '../../../scripts/package-app.ts'
import { packageCliIfStale } from '../../../scripts/package-cli.ts'
import { eventually } from '../../support/eventually.ts'
import { startPackaged } from './start-packaged.ts'

// The tool that makes an AppImage is downloaded from GitHub, so this is what one mounts: a folder, and two variables.

/** Why it can't be packaged here; null if it was. */
let whyNot: string | null = null
let desktop: PrivateDesktop
let mounted = ''
let program = ''
let env: NodeJS.ProcessEnv
let link = ''

beforeAll(async () => {
  const { folder, executable } = await packageAppIfStale(console.error)
  try {
    const cli = await packageCliIfStale(() => undefined)
    desktop = await startPrivateDesktop()
    mounted = join(desktop.home, 'mounted')
    await runToEnd('cp', ['-a', folder, mounted])
    await rm(join(mounted, 'resources/cli'), { recursive: true, force: true })
    await runToEnd('cp', ['-a', cli, join(mounted, 'resources/cli')])
  } catch (error) {
    whyNot = (error as Error).message
    return
  }
  program = join(mounted, basename(executable))
  const image = join(desktop.home, 'jira-token-tray.AppImage')
  await writeFile(image, '')
  env = {
    ...desktop.env,
    JIRA_TOKEN_HOME: join(desktop.home, 'tray data'),
    APPIMAGE: image,
    APPDIR: mounted,
  }
  link = join(desktop.home, '.local/bin/jira-token')
})
afterAll(() => desktop?.close())
beforeEach(({ skip }) => skip(whyNot !== null, `it can’t be packaged here: ${whyNot}`))

/** Without a display, as in an SSH session. */
async function install(more: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  const { DISPLAY: _none, WAYLAND_DISPLAY: _neither, ...bare } = env
  const flags = electronFlags({ virtualDisplay: true })
  const child = spawn(program, [...flags, '--install-command-line-tool'], {
    env: { ...bare, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

test('it installs the command line without a display, and the command outlives the mount', async () => {
  const done = await install()
  expect(done).toMatchObject({ code: 0 })
  const copy = dirname(readlinkSync(link))
  expect(done.stdout).toContain(`Installed ${link}. It starts a copy in ${copy}`)
  expect(done.stdout).toContain(`${dirname(link)} is not on your PATH.`)
  expect(existsSync(join(desktop.home, 'tray data'))).toBe(false)
  const again = await install({ PATH: `${dirname(link)}:${env['PATH']}` })
  expect(again.stdout).not.toContain('PATH')
  await rename(mounted, `${mounted}-away`)
  onTestFinished(() => rename(`${mounted}-away`, mounted))
  expect((await runToEnd(link, ['--version'])).output).toMatch(/^\d+\.\d+\.\d+/)
})

test('it does not replace another program of that name', async () => {
  await rm(link, { force: true })
  await mkdir(dirname(link), { recursive: true })
  await writeFile(link, 'mine')
  onTestFinished(() => rm(link))
  const refused = await install()
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain(`jira-token was not installed. ${link} is not from this app`)
})

test('an app of another version replaces the copy when it starts, and a deb says that there is nothing to do', async () => {
  await install()
  const copy = dirname(readlinkSync(link))
  const older = join(dirname(copy), 'cli-0.0.1-abcdef')
  await rename(copy, older)
  await rm(link)
  await symlink(join(older, 'jira-token'), link)
  const app = startPackaged(program, { env, args: ['--hidden'] })
  onTestFinished(() => app.kill())
  await eventually(() => existsSync(older)).toBe(false)
  expect((await runToEnd(link, ['--version'])).output).toMatch(/^\d+\.\d+\.\d+/)
  await app.terminate()

  const elsewhere = await install({ APPIMAGE: '' })
  expect(elsewhere).toMatchObject({ code: 1, stdout: '' })
  expect(elsewhere.stderr).toContain('The deb and the installer for Windows have put jira-token on the PATH.')
})
