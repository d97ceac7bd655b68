import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Stop } from '../bootstrap/stop.mjs'
import { checksumFile, notesFile, verifyChecksums } from './checksums.ts'
import { isPrerelease } from './version.ts'

/** The arguments of `gh` that create the draft of a release. */
function draftArguments(tag: string, folder: string, names: readonly string[]): string[] {
  const options = ['--draft', '--verify-tag', '--title', tag, '--notes-file', join(folder, notesFile)]
  if (isPrerelease(tag.replace(/^v/, ''))) options.push('--prerelease')
  return ['release', 'create', tag, ...options, ...[...names, checksumFile].map((name) => join(folder, name))]
}

/**
 * Creates the draft of a release from a folder whose checksums are right. With `dryRun`, only returns the command.
 *
 * @throws {Stop} if a file has changed, or `gh` fails
 */
export async function draftRelease(tag: string, folder: string, dryRun: boolean): Promise<string> {
  const args = draftArguments(tag, folder, await verifyChecksums(folder))
  const command = `gh ${args.join(' ')}`
  if (dryRun) return command
  const { status, error } = spawnSync('gh', args, { stdio: 'inherit' })
  if (status !== 0)
    throw new Stop(`gh could not create the draft (${error?.message ?? `exit code ${status}`}).`)
  return command
}
