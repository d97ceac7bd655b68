import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stop } from '../bootstrap/stop.mjs'
import { releaseNotes } from './changelog.ts'
import { tryGit } from './git.ts'

/**
 * Checks that this tag may become a release: it names the version in package.json and the lock file, CHANGELOG.md has notes
 * for it, and its commit is on the main branch. Returns the version.
 *
 * @throws {Stop} if not
 */
export function checkTag(root: string, tag: string): string {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string }
  const version = tag.replace(/^v/, '')
  for (const file of ['package.json', 'package-lock.json']) {
    const found = read(file).version
    if (tag !== `v${found}`)
      throw new Stop(
        `The tag ${tag} does not fit ${file}, which says ${found}. Delete the tag, and make it with “npm run release -- ${version}”.`,
      )
  }
  releaseNotes(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version)
  const hasMain = tryGit(root, 'rev-parse', '--verify', 'origin/main') !== null
  if (hasMain && tryGit(root, 'merge-base', '--is-ancestor', 'HEAD', 'origin/main') === null)
    throw new Stop(`The commit of ${tag} is not on the main branch. Push main first, then the tag.`)
  return version
}
