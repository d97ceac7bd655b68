import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assemble } from '../../scripts/release/assemble.ts'
import { checkTag } from '../../scripts/release/check-tag.ts'
import { verifyChecksums } from '../../scripts/release/checksums.ts'
import { draftRelease } from '../../scripts/release/draft.ts'
import { git } from '../../scripts/release/git.ts'
import { prepareRelease } from '../../scripts/release/prepare-release.ts'

let folder: string
let root: string

const changelog = `# Changelog

## Unreleased

### Added

- Something

## 0.1.0 - 2026-01-01

- The beginning
`
const manifest = { name: 'example', version: '0.1.0', license: 'MIT' }

const write = (name: string, text: string) => writeFile(join(root, name), text)
const read = (name: string) => readFile(join(root, name), 'utf8')
const commit = (message: string) => {
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--message', message)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jtt-test-'))
  root = join(folder, 'clone')
  const origin = join(folder, 'origin.git')
  git(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', origin)
  git(folder, 'clone', '--quiet', origin, root)
  git(root, 'checkout', '--quiet', '-B', 'main')
  git(root, 'config', 'user.name', 'Ada Lovelace')
  git(root, 'config', 'user.email', 'ada@example.com')
  await write('package.json', `${JSON.stringify(manifest, null, 2)}\n`)
  const lock = { ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest } }
  await write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
  await mkdir(join(root, 'python'))
  await write('python/pyproject.toml', '[project]\nname = "x"\nversion = "0.1.0"\n')
  await write('CHANGELOG.md', changelog)
  commit('First')
  git(root, 'push', '--quiet', '--set-upstream', 'origin', 'main')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const said: string[] = []
function release(version: string, more: { dryRun?: boolean; runChecks?: () => void } = {}): void {
  said.length = 0
  prepareRelease({
    root,
    version,
    day: '2026-11-28',
    dryRun: false,
    runChecks: () => undefined,
    say: (line) => said.push(line),
    ...more,
  })
}

test('a release sets the version, dates the changelog, commits, and tags', async () => {
  release('0.2.0')
  expect(JSON.parse(await read('package.json'))).toMatchObject({ version: '0.2.0' })
  expect(JSON.parse(await read('package-lock.json'))).toMatchObject({
    version: '0.2.0',
    packages: { '': { version: '0.2.0' } },
  })
  expect(await read('python/pyproject.toml')).toBe('[project]\nname = "x"\nversion = "0.2.0"\n')
  expect(await read('CHANGELOG.md')).toContain(
    '## Unreleased\n\n## 0.2.0 - 2026-11-28\n\n### Added\n\n- Something\n\n## 0.1.0 - 2026-01-01\n',
  )
  expect(git(root, 'log', '-1', '--format=%s')).toBe('Release 0.2.0')
  expect(git(root, 'status', '--porcelain')).toBe('')
  expect(git(root, 'cat-file', '-t', 'v0.2.0')).toBe('tag')
  expect(said.join('\n')).toContain('git push origin main v0.2.0')
  // nothing was pushed
  expect(git(root, 'rev-list', '--count', 'origin/main..HEAD')).toBe('1')
})

test('the first release may have the version that package.json already has', () => {
  git(root, 'tag', 'v0.0.9')
  release('0.1.1')
  expect(git(root, 'describe', '--exact-match')).toBe('v0.1.1')
})

test('a dry run checks everything and changes nothing', async () => {
  const before = git(root, 'rev-parse', 'HEAD')
  release('0.2.0', {
    dryRun: true,
    runChecks: () => {
      throw new Error('not in a dry run')
    },
  })
  expect(git(root, 'rev-parse', 'HEAD')).toBe(before)
  expect(git(root, 'status', '--porcelain')).toBe('')
  expect(git(root, 'tag')).toBe('')
  expect(said.join('\n')).toContain('0.2.0 - 2026-11-28')
  await write('more.txt', 'x')
  expect(() => release('0.2.0', { dryRun: true })).toThrow('not committed')
})

test('a failed check leaves everything as it was', async () => {
  const fail = () => {
    throw new Error('types are wrong')
  }
  expect(() => release('0.2.0', { runChecks: fail })).toThrow(/types are wrong/)
  expect(git(root, 'status', '--porcelain')).toBe('')
  expect(await read('CHANGELOG.md')).toBe(changelog)
  expect(git(root, 'tag')).toBe('')
})

describe('a release is refused', () => {
  test.each(['0.2', 'v0.2.0', '1.2.3.4', '01.2.3', 'latest', ''])(
    'for %j, which is no version',
    (version) => {
      expect(() => release(version)).toThrow('is not a version')
    },
  )

  test('for an older version', () => {
    expect(() => release('0.0.9')).toThrow('0.0.9 is older than 0.1.0')
    expect(() => release('0.1.0-beta.1')).toThrow('is older than 0.1.0')
  })

  test('for a tag that exists', () => {
    git(root, 'tag', 'v0.2.0')
    expect(() => release('0.2.0')).toThrow('The tag v0.2.0 exists already')
  })

  test('on another branch', () => {
    git(root, 'switch', '--quiet', '--create', 'feature')
    expect(() => release('0.2.0')).toThrow('the branch “feature”')
  })

  test.each(['README.md', 'CHANGELOG.md'])('with changes in %s that are not committed', async (name) => {
    await appendFile(join(root, name), 'more')
    expect(() => release('0.2.0')).toThrow(name)
  })

  test('when main is behind', () => {
    commitEmpty('Second')
    git(root, 'push', '--quiet')
    git(root, 'reset', '--quiet', '--hard', 'HEAD~1')
    expect(() => release('0.2.0')).toThrow('1 commits behind')
  })

  test.each([
    ['without entries', '## Unreleased\n\n## 0.1.0 - 2026-01-01\n\n- The beginning\n', 'lists nothing'],
    ['without the section', '## 0.1.0 - 2026-01-01\n\n- The beginning\n', 'has no section'],
    ['with the version', '## Unreleased\n\n- x\n\n## [0.2.0] - 2026-01-01\n\n- y\n', 'already has a section'],
  ])('with a changelog %s', async (_, text, message) => {
    await write('CHANGELOG.md', `# Changelog\n\n${text}`)
    commit('Second')
    expect(() => release('0.2.0')).toThrow(message)
  })
})

const commitEmpty = (message: string) => git(root, 'commit', '--quiet', '--allow-empty', '--message', message)

describe('from the tag to the draft', () => {
  test('the tag has to fit package.json, the changelog, and main', async () => {
    release('0.2.0')
    expect(() => checkTag(root, 'v0.2.0')).toThrow('is not on the main branch')
    git(root, 'push', '--quiet')
    expect(checkTag(root, 'v0.2.0')).toBe('0.2.0')
    expect(() => checkTag(root, 'v0.3.0')).toThrow('package.json, which says 0.2.0')
    expect(() => checkTag(root, '0.2.0')).toThrow('does not fit')
    await write('CHANGELOG.md', '# Changelog\n')
    expect(() => checkTag(root, 'v0.2.0')).toThrow('has no section “## 0.2.0 - YYYY-MM-DD”')
  })

  test('the draft has the packages, the components, and the checksums, with the notes as its text', async () => {
    release('0.2.0-beta.1')
    const out = join(folder, 'release')
    await mkdir(out)
    await writeFile(join(out, 'example.deb'), 'a package')
    const names = await assemble(root, '0.2.0-beta.1', out, 'ada/example')
    expect(names).toEqual(['example.deb', 'jira-token-tray-0.2.0-beta.1.cdx.json'])
    expect(await readFile(join(out, 'RELEASE_NOTES.md'), 'utf8')).toBe('### Added\n\n- Something\n')
    expect(JSON.parse(await readFile(join(out, names[1]!), 'utf8'))).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'example' } },
    })
    const command = await draftRelease('v0.2.0-beta.1', out, true)
    expect(command).toMatch(/^gh release create v0\.2\.0-beta\.1 --draft --verify-tag /)
    expect(command).toContain('--prerelease')
    expect(command).toMatch(/example\.deb .*cdx\.json .*SHA256SUMS$/)

    await appendFile(join(out, 'example.deb'), '!')
    await expect(draftRelease('v0.2.0-beta.1', out, true)).rejects.toThrow('example.deb has changed')
    await rm(join(out, 'example.deb'))
    await writeFile(join(out, 'other.deb'), 'x')
    await expect(verifyChecksums(out)).rejects.toThrow('example.deb is missing, other.deb has no checksum')
  })

  test('a release with disk images has a cask with the checksums of the others', async () => {
    const app = { ...manifest, productName: 'Example', description: 'An example', config: { appId: 'x' } }
    await write('package.json', `${JSON.stringify(app, null, 2)}\n`)
    commit('Second')
    release('0.2.0')
    const out = join(folder, 'release')
    await mkdir(out)
    for (const arch of ['arm64', 'x64'])
      await writeFile(join(out, `jira-token-tray-0.2.0-mac-${arch}.dmg`), `image for ${arch}`)
    expect(await assemble(root, '0.2.0', out, 'ada/example')).toContain('jira-token-tray.rb')
    const [sums, cask] = await Promise.all(
      ['SHA256SUMS', 'jira-token-tray.rb'].map((name) => readFile(join(out, name), 'utf8')),
    )
    const inCask = [...cask!.matchAll(/"([0-9a-f]{64})"/g)].map(([, sum]) => sum)
    expect(inCask).toHaveLength(2)
    for (const sum of inCask) expect(sums).toMatch(new RegExp(`^${sum}  .+\\.dmg$`, 'm'))
  })
})
