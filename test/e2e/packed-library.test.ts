import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { startHeadlessSession, type HeadlessSession } from '../../scripts/harness/headless-session.ts'
import { putSignedInAccounts } from '../../scripts/harness/signed-in-account.ts'

const run = promisify(execFile)

let session: HeadlessSession
let project: string
let tarballFiles: string[]

beforeAll(async () => {
  session = await startHeadlessSession()
  await putSignedInAccounts(session, [{ name: 'work' }])
  project = join(session.desktop.home, 'project')
  const env = { ...process.env, HOME: session.desktop.home }
  await run('mkdir', ['-p', project])
  // already built: `npm test` does that first
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', project]
  const { stdout } = await run('npm', pack, { cwd: rootFolder, env })
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  tarballFiles = packed.files.map(({ path }) => path)
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
  const tarball = join(project, packed.filename)
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball], { cwd: project, env })
})
afterAll(() => session.close())

const node = (source: string) =>
  run(process.execPath, ['--input-type=module', '--eval', source], { cwd: project, env: session.env })

test('the tarball contains the built programs, types, and docs, but no sources of the app', () => {
  expect(tarballFiles).toEqual(
    expect.arrayContaining([
      'out/cli/jira-token.cjs',
      'out/api/index.js',
      'out/types/client/index.d.ts',
      'out/THIRD-PARTY-NOTICES.txt',
      'LICENSE',
      'README.md',
    ]),
  )
  const foreign = /^(src|test|scripts|local-atlassian|out\/(renderer|preload|main))\//
  expect(tarballFiles.filter((path) => foreign.test(path))).toEqual([])
})

test('the tarball contains every page and picture that its pages show', async () => {
  const pages = tarballFiles.filter((path) => path.endsWith('.md'))
  const shown = await Promise.all(
    pages.map(async (page) => {
      const text = await readFile(join(rootFolder, page), 'utf8')
      const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)|src="([^"]+)"/g)].map(
        (link) => link[1] ?? link[2] ?? '',
      )
      return links.filter((link) => !/^\w+:/.test(link)).map((link) => posix.join(posix.dirname(page), link))
    }),
  )
  // these lead to the repository
  const elsewhere =
    /^(\.github\/|CONTRIBUTING\.md|SECURITY\.md|src\/|scripts\/|test\/|local-atlassian\/|electron-builder)/
  const isPacked = (path: string) => tarballFiles.some((file) => file === path || file.startsWith(`${path}/`))
  const missing = shown.flat().filter((path) => !elsewhere.test(path) && !isPacked(path))
  expect(missing).toEqual([])
  expect(shown.flat().filter((path) => path.endsWith('.png')).length).toBeGreaterThan(10)
})

test('the command works, and starts an agent', async () => {
  const { stdout } = await run(join(project, 'node_modules/.bin/jira-token'), ['token'], { env: session.env })
  expect(stdout).toBe(`${await session.accessToken()}\n`)
  expect(await session.ownerPid()).not.toBeNull()
})

test('the API works, and starts an agent', async () => {
  await session.killOwner()
  const { stdout } = await node(`
    import { TokenManager } from 'jira-token-tray'
    const manager = new TokenManager()
    console.log(await manager.getValidToken())
    manager.close()
  `)
  expect(stdout).toBe(`${await session.accessToken()}\n`)
})

test('its types pass a strict type check', async () => {
  await writeFile(
    join(project, 'program.ts'),
    `import { createFetch, TokenManager, OwnerError, type Token } from 'jira-token-tray'
     const manager = new TokenManager({ account: 'work', renewalBufferMinutes: 10 })
     export const token: Promise<Token> = manager.ensureValidToken({ minValidSec: 300 })
     export const fetch: typeof globalThis.fetch = createFetch(manager)
     manager.on('renewed', ({ expiresAt }) => expiresAt.getTime())
     export const code = (error: unknown): string => (error instanceof OwnerError ? error.code : '')
     // @ts-expect-error: must be a number
     void manager.ensureValidToken({ minValidSec: '300' })
    `,
  )
  const compiler = join(rootFolder, 'node_modules/typescript/bin/tsc')
  const options = '--noEmit --strict --module nodenext --target es2023 --types node --skipLibCheck'.split(' ')
  const typeRoots = ['--typeRoots', join(rootFolder, 'node_modules/@types')]
  const checked = await run(process.execPath, [compiler, ...options, ...typeRoots, 'program.ts'], {
    cwd: project,
  }).catch((error: { stdout: string }) => error)
  expect(checked.stdout).toBe('')
})

test('it installs nothing but keytar', async () => {
  const { dependencies } = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  expect(Object.keys(dependencies)).toEqual(['keytar'])
})
