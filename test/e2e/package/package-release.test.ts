import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packageRelease } from '../../../scripts/package-release.ts'
import { asksForFolder } from '../../../scripts/package-targets.ts'

test('a release can’t be made with an Electron other than the pinned one', async () => {
  const standIn = await mkdtemp(join(tmpdir(), 'jtt-runtime-'))
  onTestFinished(() => rm(standIn, { recursive: true }))
  await writeFile(join(standIn, 'version'), '33.2.1')
  const release = packageRelease(['--linux', 'deb'], { ELECTRON_OVERRIDE_DIST_PATH: standIn })
  await expect(release).rejects.toThrow(/built with Electron [\d.]+, but this machine has 33\.2\.1/)
})

test('a plain folder for this platform is not a release', () => {
  const asks = (...args: string[]) => asksForFolder(args, 'linux')
  for (const args of [[], ['--dir'], ['--linux', 'dir'], ['-l', '--dir']]) expect(asks(...args)).toBe(true)
  const releases = [['--linux'], ['--linux', 'deb'], ['--linux', 'dir', 'deb'], ['--mac', 'dir'], ['--win']]
  for (const args of releases) expect(asks(...args)).toBe(false)
})
