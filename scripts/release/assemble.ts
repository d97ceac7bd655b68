import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { announce } from './announce.ts'
import { caskFile, makeCask } from './cask.ts'
import { releaseNotes } from './changelog.ts'
import { notesFile, verifyChecksums, writeChecksums } from './checksums.ts'
import { makeSbom } from './sbom.ts'

/**
 * Adds to the packages in a folder what a release has beside them: list of components, cask, notes, and checksums. Returns
 * the names of all files that have a checksum.
 *
 * @param repository where the release is on GitHub, `OWNER/NAME`
 */
export async function assemble(
  root: string,
  version: string,
  folder: string,
  repository: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const changelog = await readFile(join(root, 'CHANGELOG.md'), 'utf8')
  await writeFile(join(folder, notesFile), releaseNotes(changelog, version))
  await writeFile(join(folder, `jira-token-tray-${version}.cdx.json`), await makeSbom(root))
  const cask = await makeCask(root, version, folder, repository)
  if (cask === null) announce('warning', 'NO HOMEBREW CASK: it needs the disk images for arm64 and x64.')
  else await writeFile(join(folder, caskFile), cask)
  await writeChecksums(folder)
  return verifyChecksums(folder)
}
