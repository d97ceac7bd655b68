import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { findOtherDisplay } from '../../src/main/other-desktop.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jtt-other-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

/** A program with this environment that has locked the data folder as Chromium does. */
async function startInstance(environment: Record<string, string>): Promise<void> {
  const child = spawn('sleep', ['60'], { env: { PATH: process.env['PATH'], ...environment } })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  symlinkSync(`some-host-${child.pid}`, join(folder, 'SingletonLock'))
}

// only Linux has several displays, and `/proc` to tell where a program shows its windows
const onLinux = test.runIf(process.platform === 'linux')

onLinux.each([
  ['another X server', { DISPLAY: ':1' }, { DISPLAY: ':0' }, ':1'],
  ['Wayland', { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }, { DISPLAY: ':1' }, 'wayland-0'],
  ['the same X server', { DISPLAY: ':0' }, { DISPLAY: ':0' }, null],
  ['another screen of the same X server', { DISPLAY: ':0.1' }, { DISPLAY: ':0' }, null],
  [
    'the same compositor',
    { WAYLAND_DISPLAY: 'w', DISPLAY: ':0' },
    { WAYLAND_DISPLAY: 'w', DISPLAY: ':9' },
    null,
  ],
  ['no display', {}, { DISPLAY: ':0' }, null],
] as const)('an app that runs on %s', async (_where, running, ours, display) => {
  await startInstance(running)
  expect(await findOtherDisplay(folder, ours)).toBe(display)
})

onLinux('an app that has ended, and a folder without a lock, tell nothing', async () => {
  expect(await findOtherDisplay(folder, { DISPLAY: ':0' })).toBeNull()
  symlinkSync('some-host-999999999', join(folder, 'SingletonLock'))
  expect(await findOtherDisplay(folder, { DISPLAY: ':0' })).toBeNull()
})
