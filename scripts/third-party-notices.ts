import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin, Rollup } from 'vite'
import { rootFolder } from './bootstrap/root-folder.ts'

/** What the build writes, and every package of ours ships. */
export const noticesFile = join(rootFolder, 'out/THIRD-PARTY-NOTICES.txt')

/** For packages without a license text: the one of their repositories. */
const missingTexts = join(rootFolder, 'scripts/license-texts')

const introduction = `Third-party notices of Jira Token Tray

Jira Token Tray itself is under the license in the file LICENSE. Its programs contain the software below, each under its own
license. The build writes this list from what is in the programs.

Software that comes beside them has notices of its own: Electron in LICENSE.electron.txt, Chromium in
LICENSES.chromium.html, and for the command line without Node, Node.js in LICENSE.node, and on Linux the GNU C Library in
LICENSE.glibc.
`

const noticeName = /^(?:un)?(?:licen[cs]e|copying|notice|third-?party)/i
const codeName = /\.(?:[cm]?[jt]s|json|html)$/i

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

interface Notice {
  readonly manifest: Manifest
  readonly texts: readonly string[]
  readonly programs: Set<string>
}

/** The folder of the package that a module is in; null for our own. Bundlers mark what they add with a null byte. */
function packageFolder(moduleId: string): string | null {
  const [, folder = null] = /^\0?(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)/.exec(moduleId) ?? []
  const [, bundler = ''] = /^\0(rolldown|vite)\//.exec(moduleId) ?? []
  return folder ?? (bundler === '' ? null : join(rootFolder, 'node_modules', bundler))
}

const readManifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest

/** The folders of a package that is not bundled but installed beside the bundle, and of all that it needs. */
async function installedFolders(name: string, from = rootFolder): Promise<string[]> {
  const nested = join(from, 'node_modules', name)
  const folder = existsSync(nested) ? nested : join(rootFolder, 'node_modules', name)
  const { dependencies = {} } = await readManifest(folder)
  const needed = await Promise.all(Object.keys(dependencies).map((one) => installedFolders(one, folder)))
  return [folder, ...needed.flat()]
}

/** The folders of all packages that chunks contain or load. Electron is not one of them: it has notices of its own. */
async function foldersOf(chunks: readonly Rollup.OutputChunk[]): Promise<Set<string>> {
  const own = new Set(chunks.map(({ fileName }) => fileName))
  const bundled = chunks.flatMap(({ moduleIds }) => moduleIds.map(packageFolder))
  const loaded = chunks
    .flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
    .filter((name) => !own.has(name) && !isBuiltin(name) && name !== 'electron')
  const installed = await Promise.all(loaded.map((name) => installedFolders(name)))
  return new Set([...bundled.filter((folder) => folder !== null), ...installed.flat()])
}

/** The license in a package's own description, if that has more than its name. */
function licenseInReadme(readme: string): string[] {
  const heading = /^(?:#+ *licen[cs]e.*|licen[cs]e *\n-+|licen[cs]e *\n=+)$/im
  const [, after = ''] = readme.split(heading)
  const [section = ''] = after.split(/^#+ |^.+\n(?:-{3,}|={3,})$/m)
  return /copyright/i.test(section) && /permi(?:ssion|tted)/i.test(section) ? [section.trim()] : []
}

/** The texts of a package's licenses and notices; none if nobody knows them. */
async function readTexts(folder: string, packageName: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && !codeName.test(entry.name))
    .map(({ name }) => name)
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim()
  const texts = await Promise.all(
    names
      .filter((name) => noticeName.test(name))
      .toSorted()
      .map(read),
  )
  if (texts.length > 0) return texts
  const readme = names.find((name) => /^readme/i.test(name))
  const inReadme = readme === undefined ? [] : licenseInReadme(await read(readme))
  if (inReadme.length > 0) return inReadme
  const kept = join(missingTexts, `${packageName.replace('/', '+')}.txt`)
  return existsSync(kept) ? [(await readFile(kept, 'utf8')).trim()] : []
}

function formatNotice({ manifest: { name, version, license }, texts, programs }: Notice): string {
  const line = '='.repeat(100)
  const title = `${name} ${version} (${license ?? 'license below'})`
  return [line, title, `In: ${[...programs].toSorted().join(', ')}`, line, '', texts.join('\n\n')].join('\n')
}

/**
 * Makes plugins that write one file with the notices of everything in the bundles of a build. Each is for one bundle, of the
 * program with this name; the last one that is built completes the file.
 */
export function collectNotices(file: string): (program: string) => Plugin {
  const notices = new Map<string, Notice>()

  /** @throws {Error} if a package has no license text */
  const add = async (folder: string, program: string): Promise<void> => {
    const manifest = await readManifest(folder)
    const key = `${manifest.name} ${manifest.version}`
    const notice = notices.get(key) ?? {
      manifest,
      texts: await readTexts(folder, manifest.name),
      programs: new Set(),
    }
    if (notice.texts.length === 0)
      throw new Error(
        `${key} has no license text in ${folder}, so we may not ship it. Put the one of its repository into ${missingTexts}, or use another library.`,
      )
    notices.set(key, notice)
    notice.programs.add(program)
  }

  return (program) => ({
    name: 'third-party-notices',
    async generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
      for (const folder of await foldersOf(chunks)) await add(folder, program)
      const sections = [...notices].toSorted(([a], [b]) => (a < b ? -1 : 1))
      await mkdir(dirname(file), { recursive: true })
      await writeFile(
        file,
        [introduction, ...sections.map(([, notice]) => `${formatNotice(notice)}\n`)].join('\n'),
      )
    },
  })
}

/** For the builds of our own programs. */
export const thirdPartyNotices = collectNotices(noticesFile)
