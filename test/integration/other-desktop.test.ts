import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { findOtherDisplay, noteDisplay } from '../../src/main/other-desktop.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jtt-other-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

test.each([
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
  await noteDisplay(folder, running)
  expect(await findOtherDisplay(folder, ours)).toBe(display)
})

test('the app that started last counts', async () => {
  await noteDisplay(folder, { DISPLAY: ':0' })
  await noteDisplay(folder, { DISPLAY: ':1' })
  expect(await findOtherDisplay(folder, { DISPLAY: ':0' })).toBe(':1')
})

test('a folder without a note, and one that can’t be written, tell nothing', async () => {
  expect(await findOtherDisplay(folder, { DISPLAY: ':0' })).toBeNull()
  const missing = join(folder, 'missing')
  await noteDisplay(missing, { DISPLAY: ':1' })
  expect(await findOtherDisplay(missing, { DISPLAY: ':0' })).toBeNull()
})
