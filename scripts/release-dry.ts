/**
 * `npm run release:dry`: a release of the last commit from the tag to the draft, in a copy, with everything but the upload.
 * Beside the npm package it has the installers that are in dist.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { assemble } from './release/assemble.ts'
import { checkTag } from './release/check-tag.ts'
import { draftRelease } from './release/draft.ts'
import { git } from './release/git.ts'
import { prepareRelease } from './release/prepare-release.ts'
import { signingFor } from './release/signing.ts'

const folder = await mkdtemp(join(tmpdir(), 'jtt-release-'))
const copy = join(folder, 'copy')
const release = join(folder, 'release')

/** The installers of this version that have been built here. */
async function copyInstallers(version: string): Promise<void> {
  const dist = join(rootFolder, 'dist')
  const names = existsSync(dist) ? await readdir(dist) : []
  for (const name of names) {
    if (name.startsWith('jira-token') && name.includes(version) && !name.endsWith('.blockmap'))
      await cp(join(dist, name), join(release, name))
  }
}

try {
  git(rootFolder, 'clone', '--quiet', '.', copy)
  git(copy, 'switch', '--quiet', '--force-create', 'main')
  // its main is not the one that the tag has to be on
  git(copy, 'remote', 'remove', 'origin')
  const { version } = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8')) as { version: string }
  git(copy, 'config', 'user.name', 'Dry run')
  git(copy, 'config', 'user.email', 'dry-run@localhost')
  const day = new Date().toISOString().slice(0, 10)
  prepareRelease({ root: copy, version, day, dryRun: false, runChecks: () => undefined, say })
  say(`The tag fits: ${checkTag(copy, `v${version}`)}`)
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    say(`${platform}: ${signingFor(platform, process.env).says}`)
  await symlink(join(rootFolder, 'node_modules'), join(copy, 'node_modules'), 'junction')
  await mkdir(release)
  execFileSync('npm', ['pack', '--silent', '--pack-destination', release], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  await copyInstallers(version)
  for (const name of await assemble(copy, version, release, process.env['GITHUB_REPOSITORY'] ?? 'OWNER/NAME'))
    say(`✓ ${name}`)
  say(`Would run: ${await draftRelease(`v${version}`, release, true)}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
