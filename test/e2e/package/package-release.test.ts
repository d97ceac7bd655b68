import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packageRelease } from '../../../scripts/package-release.ts'
import { asksForFolder } from '../../../scripts/package-targets.ts'

test('a release is not made of another Electron than the pinned one', async () => {
  const standIn = await mkdtemp(join(tmpdir(), 'jtt-runtime-'))
  onTestFinished(() => rm(standIn, { recursive: true }))
  await writeFile(join(standIn, 'version'), '33.2.1')
  const release = packageRelease(['--linux', 'deb'], { ELECTRON_OVERRIDE_DIST_PATH: standIn })
  await expect(release).rejects.toThrow(
    /made of Electron [\d.]+ and of no other, and this machine has 33\.2\.1/,
  )
})

test('only this platform’s plain folder is no release', () => {
  const asks = (...args: string[]) => asksForFolder(args, 'linux')
  for (const args of [[], ['--dir'], ['--linux', 'dir'], ['-l', '--dir']]) expect(asks(...args)).toBe(true)
  const releases = [['--linux'], ['--linux', 'deb'], ['--linux', 'dir', 'deb'], ['--mac', 'dir'], ['--win']]
  for (const args of releases) expect(asks(...args)).toBe(false)
})
