import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import {
  clearWaylandClipboard,
  copyOnWayland,
  isInWaylandClipboard,
} from '../../../../src/adapters/desktop/wayland-clipboard.ts'

let folder: string
const token = 'a secret token'

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jtt-wl-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`)
  onTestFinished(() => void vi.unstubAllEnvs())
})

const clipboard = () => join(folder, 'clipboard')

function install(program: string, script: string): void {
  writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, program), 0o755)
}

/** wl-clipboard with a file instead of a compositor. */
function installTools(copy = ''): void {
  install('wl-copy', `${copy}\necho "$@" >> "${folder}/words"\ncat > "${clipboard()}"`)
  install('wl-paste', `cat "${clipboard()}" 2>/dev/null`)
}

test('a text is copied through stdin, marked as secret, found, and cleared', async () => {
  installTools()
  expect(await copyOnWayland(token)).toBe(true)
  const words = readFileSync(join(folder, 'words'), 'utf8')
  expect(words).toContain('--sensitive')
  expect(words).not.toContain(token)
  expect(await isInWaylandClipboard(token)).toBe(true)
  expect(await isInWaylandClipboard('another text')).toBe(false)
  expect(await clearWaylandClipboard()).toBe(true)
  expect(await isInWaylandClipboard(token)).toBe(false)
})

test('an older wl-copy that has no mark for secrets copies too', async () => {
  installTools('[ "$1" = --sensitive ] && exit 1')
  expect(await copyOnWayland(token)).toBe(true)
  expect(readFileSync(clipboard(), 'utf8')).toBe(token)
})

test('a compositor that refuses, and one that never answers, copy nothing', async () => {
  installTools('exit 1')
  expect(await copyOnWayland(token)).toBe(false)
  installTools('exec sleep 60')
  expect(await copyOnWayland(token)).toBe(false)
  expect(existsSync(clipboard())).toBe(false)
})

test('a clipboard that holds nothing, or no text, does not hold the token', async () => {
  install('wl-paste', 'echo "Nothing is copied" >&2; exit 1')
  expect(await isInWaylandClipboard('')).toBe(false)
})

test('without wl-clipboard nothing is copied, and nothing is known', async () => {
  vi.stubEnv('PATH', folder)
  expect(await copyOnWayland(token)).toBe(false)
  expect(await isInWaylandClipboard(token)).toBeNull()
  expect(await clearWaylandClipboard()).toBe(false)
})
