import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createPackageWithOptions, extractAll } from '@electron/asar'
import { onTestFinished } from 'vitest'
import type { PackagedApp } from '../../../scripts/package-app.ts'

const run = promisify(execFile)

/**
 * A copy of the packaged app with one more line: it opens a DevTools port, so that tests can drive its window. The package
 * itself has no way in. Only Linux starts such a copy; elsewhere the archive is checked. Resolves with its executable.
 */
export async function makeDrivableCopy({ folder, executable, resources }: PackagedApp): Promise<string> {
  const root = await mkdtemp(join(dirname(folder), 'drivable-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const copy = join(root, 'app')
  // hard links: only the archive differs
  await run('cp', ['-al', folder, copy])
  const resourcesCopy = join(copy, resources.slice(folder.length + 1))
  const archive = join(resourcesCopy, 'app.asar')
  const unpacked = join(root, 'unpacked')
  extractAll(archive, unpacked)
  const packageFile = join(unpacked, 'package.json')
  const settings = JSON.parse(await readFile(packageFile, 'utf8')) as { main: string }
  await writeFile(packageFile, JSON.stringify({ ...settings, main: 'drivable.mjs' }))
  await writeFile(
    join(unpacked, 'drivable.mjs'),
    `import { app } from 'electron'
import './${settings.main}'
app.commandLine.appendSwitch('remote-debugging-port', '0')
`,
  )
  // the link, not what it shares with the package
  for (const name of [archive, `${archive}.unpacked`]) await rm(name, { recursive: true })
  await createPackageWithOptions(unpacked, archive, { unpack: '*.node' })
  return join(copy, basename(executable))
}
