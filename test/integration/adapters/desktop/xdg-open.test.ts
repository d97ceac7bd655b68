import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { xdgOpen } from '../../../../src/adapters/desktop/xdg-open.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

/** A desktop with this script as `xdg-open`; null: there is none. Returns its folder. */
async function desktopWith(script: string | null): Promise<string> {
  const folder = await temporaryFolder()
  if (script !== null) await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  return folder
}

const url = 'https://auth.example/authorize?a=1&b=$(touch hacked)'

test('the page is passed on unchanged, without a shell', async () => {
  const folder = await desktopWith('echo "$#" "$1" >"${0%/*}/opened"')
  await xdgOpen(url)
  expect(await readFile(join(folder, 'opened'), 'utf8')).toBe(`1 ${url}\n`)
})

test.each([
  ['is missing', null, 'ENOENT'],
  ['finds no program', 'exit 3', '3'],
  ['crashes', 'kill -9 $$', 'SIGKILL'],
] as const)('rejects if xdg-open %s', async (_what, script, why) => {
  await desktopWith(script)
  await expect(xdgOpen(url)).rejects.toThrow(why)
})

test('rejects if xdg-open may not be run', async () => {
  const folder = await desktopWith('exit 0')
  await chmod(join(folder, 'xdg-open'), 0o644)
  await expect(xdgOpen(url)).rejects.toThrow('EACCES')
})
