import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stop } from '../bootstrap/stop.mjs'
import { releaseUnreleased } from './changelog.ts'
import { git, tryGit } from './git.ts'
import { compareVersions } from './version.ts'

interface ReleaseOptions {
  readonly root: string
  readonly version: string
  /** The day of the release, `YYYY-MM-DD`. */
  readonly day: string
  /** Only checks whether it could be done. */
  readonly dryRun: boolean
  /** Throws if the project is not ready. */
  readonly runChecks: () => void
  readonly say: (line: string) => void
}

const pythonProject = 'python/pyproject.toml'
const changedFiles = ['package.json', 'package-lock.json', pythonProject, 'CHANGELOG.md']

/**
 * The local half of a release: sets the version, turns “Unreleased” in the changelog into it, runs the checks, commits, and
 * tags. Pushes nothing.
 *
 * @throws {Stop} if something is in the way; then nothing has changed
 */
export function prepareRelease({ root, version, day, dryRun, runChecks, say }: ReleaseOptions): void {
  checkState(root, version)
  const changelog = join(root, 'CHANGELOG.md')
  const released = releaseUnreleased(readFileSync(changelog, 'utf8'), version, day)
  if (dryRun) {
    say(`Would set the version ${version} in package.json, package-lock.json, and ${pythonProject},`)
    say(`make “Unreleased” in CHANGELOG.md “${version} - ${day}”, run “npm run check”,`)
    say(`commit “Release ${version}”, and tag it v${version}. Nothing was changed.`)
    return
  }
  try {
    const npmArgs = ['version', version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts']
    execFileSync('npm', npmArgs, { cwd: root, stdio: 'ignore', shell: process.platform === 'win32' })
    writeFileSync(changelog, released)
    const python = readFileSync(join(root, pythonProject), 'utf8')
    writeFileSync(join(root, pythonProject), python.replace(/^version = ".*"$/m, `version = "${version}"`))
    runChecks()
  } catch (error) {
    git(root, 'checkout', '--', ...changedFiles)
    throw new Stop(`The release was not made, and all files are as before: ${String(error)}`)
  }
  git(root, 'commit', '--quiet', '--message', `Release ${version}`, '--', ...changedFiles)
  git(root, 'tag', '--annotate', `v${version}`, '--message', `Jira Token Tray ${version}`)
  say(`Committed and tagged ${version}. To publish it: git push origin main v${version}`)
  say(`To undo it: git tag --delete v${version} && git reset --hard HEAD~1`)
}

function checkState(root: string, version: string): void {
  const { version: current } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const order = compareVersions(version, current)
  if (order < 0)
    throw new Stop(`${version} is older than ${current} in package.json. Choose a newer version.`)
  if (tryGit(root, 'rev-parse', '--verify', `refs/tags/v${version}`) !== null)
    throw new Stop(`The tag v${version} exists already. Choose a newer version.`)
  const branch = git(root, 'rev-parse', '--abbrev-ref', 'HEAD')
  if (branch !== 'main')
    throw new Stop(`This is the branch “${branch}”. Releases are made from main: git switch main`)
  const changes = git(root, 'status', '--porcelain')
  if (changes !== '')
    throw new Stop(`There are changes that are not committed. Commit or stash them first:\n${changes}`)
  const behind = tryGit(root, 'rev-list', '--count', 'HEAD..@{upstream}')
  if (behind !== null && behind !== '0')
    throw new Stop(`Main is ${behind} commits behind the branch that it follows. Run “git pull” first.`)
}
