import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { releaseNotes } from './changelog.ts'
import { notesFile, verifyChecksums, writeChecksums } from './checksums.ts'
import { makeSbom } from './sbom.ts'

/**
 * Adds to the packages in a folder what a release has beside them: list of components, notes, and checksums. Returns the
 * names of all files that have a checksum.
 */
export async function assemble(root: string, version: string, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const changelog = await readFile(join(root, 'CHANGELOG.md'), 'utf8')
  await writeFile(join(folder, notesFile), releaseNotes(changelog, version))
  await writeFile(join(folder, `jira-token-tray-${version}.cdx.json`), await makeSbom(root))
  await writeChecksums(folder)
  return verifyChecksums(folder)
}
