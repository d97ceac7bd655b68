import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pinnedVersion } from './bootstrap/official-electron.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { Stop } from './bootstrap/stop.mjs'
import type { PackagedApp } from './package-app.ts'
import { linux } from './package-identity.mjs'
import { foundRuntime } from './package-runtime.ts'
import { noticesFile } from './third-party-notices.ts'

const sources = join(rootFolder, 'scripts/deb')
const appFolder = 'usr/lib/jira-token-tray'
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'

/** What the binaries link to or load. The C library is the one that keytar's prebuilt binary wants at least. */
const depends = [
  'libc6 (>= 2.28)',
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libsecret-1-0',
  'libstdc++6',
  'xdg-utils',
]
/** Any Secret Service will do. */
const recommends = 'gnome-keyring | kwalletmanager | keepassxc'
/** GNOME shows no tray icons without it. */
const suggests = 'gnome-shell-extension-appindicator'

interface Metadata {
  readonly version: string
  readonly description: string
  readonly homepage?: string
}

async function readMetadata(): Promise<Metadata> {
  return JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as Metadata
}

/** Sorts before the release if it has another Electron than a release would have. */
async function toDebVersion(version: string): Promise<string> {
  const runtime = await foundRuntime()
  return `${version}-1${runtime.version === pinnedVersion ? '' : `~electron${runtime.version}`}`
}

async function run(command: string, args: string[], failure: string): Promise<string> {
  const { code, output } = await runToEnd(command, args).catch((error: unknown) => {
    throw new Stop(`${failure} (${String(error)})`)
  })
  if (code !== 0) throw new Stop(`${output}\n\n${failure}`)
  return output
}

const desktopFile = (): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Jira Token Tray',
    `Comment=${linux.synopsis}`,
    `Exec=${linux.executableName}`,
    `TryExec=${linux.executableName}`,
    `Icon=${linux.executableName}`,
    'Terminal=false',
    `Categories=${linux.category}`,
    ...Object.entries(linux.desktop.entry).map(([key, value]) => `${key}=${value}`),
    '',
  ].join('\n')

/** Of Electron, Chromium, Node.js, the C library in `jira-token`, and the libraries in the bundles. */
const thirdPartyLicenses = [
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  'resources/cli/LICENSE.node',
  'resources/cli/LICENSE.glibc',
  `resources/${basename(noticesFile)}`,
]

/** Source: Debian's machine-readable copyright format 1.0. */
async function copyrightFile(): Promise<string> {
  const [, , ...license] = (await readFile(join(rootFolder, 'LICENSE'), 'utf8')).trim().split('\n')
  const text = license.slice(1).map((line) => ` ${line === '' ? '.' : line}`)
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: Jira Token Tray',
    'Comment: The package contains software of others. Their licenses and copyrights are in',
    ...thirdPartyLicenses.map((path) => ` /${appFolder}/${path}`),
    ' The libraries in the bundles are in the last of them, which is also in this folder.',
    '',
    'Files: *',
    `Copyright: 2026 ${linux.maintainer}`,
    'License: Expat',
    ...text.slice(text[0] === ' .' ? 1 : 0),
    '',
  ].join('\n')
}

/** The date of the last commit, so that the same sources give the same package. */
async function changeDate(): Promise<string> {
  const { code, output } = await runToEnd('git', ['log', '-1', '--format=%cD'], { cwd: rootFolder })
  return code === 0 && output !== '' ? output : new Date().toUTCString().replace('GMT', '+0000')
}

async function changelogFile(version: string): Promise<string> {
  return [
    `jira-token-tray (${version}) stable; urgency=medium`,
    '',
    '  * See CHANGELOG.md in the sources.',
    '',
    ` -- ${linux.maintainer}  ${await changeDate()}`,
    '',
  ].join('\n')
}

/** Made from the program's own help. */
async function manPage(version: string): Promise<string> {
  const help = await run(
    process.execPath,
    [join(rootFolder, 'out/cli/jira-token.cjs'), '--help'],
    'jira-token --help failed.',
  )
  const lines = help.split('\n').map((line) => line.replaceAll('\\', '\\e').replace(/^[.']/, '\\&$&'))
  return [
    `.TH JIRA\\-TOKEN 1 "" "Jira Token Tray ${version}"`,
    '.SH NAME',
    'jira\\-token \\- valid Jira access tokens for your shell, scripts, and MCP clients',
    '.SH DESCRIPTION',
    '.nf',
    ...lines.map((line) => line.replaceAll('-', '\\-')),
    '.fi',
    '.SH SEE ALSO',
    '.BR jira\\-token\\-tray (1)',
    '',
  ].join('\n')
}

const appManPage = (version: string): string =>
  [
    `.TH JIRA\\-TOKEN\\-TRAY 1 "" "Jira Token Tray ${version}"`,
    '.SH NAME',
    'jira\\-token\\-tray \\- keeps Jira OAuth tokens valid in the system tray',
    '.SH SYNOPSIS',
    '.B jira\\-token\\-tray',
    '[\\-\\-hidden]',
    '.SH OPTIONS',
    '.TP',
    '.B \\-\\-hidden',
    'Start without opening the window.',
    '.SH SEE ALSO',
    '.BR jira\\-token (1)',
    '',
  ].join('\n')

const gzip = (text: string): Buffer => gzipSync(text, { level: 9 })

async function put(root: string, path: string, content: string | Buffer): Promise<void> {
  const file = join(root, path)
  await mkdir(dirname(file), { recursive: true, mode: 0o755 })
  await writeFile(file, content)
}

/** A link relative to its own folder. */
async function link(root: string, path: string, target: string): Promise<void> {
  await mkdir(join(root, dirname(path)), { recursive: true })
  await symlink(relative(dirname(path), target), join(root, path))
}

/** The packaged app, and the command line where it is packaged too. */
async function putPrograms(root: string, app: PackagedApp, cli: string): Promise<void> {
  await cp(app.folder, join(root, appFolder), { recursive: true })
  await cp(join(sources, 'apparmor-profile'), join(root, appFolder, 'resources/apparmor-profile'))
  await link(root, 'usr/bin/jira-token-tray', `${appFolder}/jira-token-tray`)
  await cp(cli, join(root, appFolder, 'resources/cli'), { recursive: true })
  await link(root, 'usr/bin/jira-token', `${appFolder}/resources/cli/jira-token`)
}

async function putDocuments(root: string, version: string): Promise<void> {
  const doc = 'usr/share/doc/jira-token-tray'
  const notices = basename(noticesFile)
  await link(root, `${doc}/${notices}`, `${appFolder}/resources/${notices}`)
  const icons = await readdir(join(rootFolder, 'assets/icons'))
  await Promise.all([
    put(root, `${doc}/copyright`, await copyrightFile()),
    put(root, `${doc}/changelog.Debian.gz`, gzip(await changelogFile(version))),
    put(root, 'usr/share/man/man1/jira-token.1.gz', gzip(await manPage(version))),
    put(root, 'usr/share/man/man1/jira-token-tray.1.gz', gzip(appManPage(version))),
    put(root, 'usr/share/applications/jira-token-tray.desktop', desktopFile()),
    put(
      root,
      'usr/share/lintian/overrides/jira-token-tray',
      await readFile(join(sources, 'lintian-overrides')),
    ),
    put(
      root,
      'usr/share/icons/hicolor/scalable/apps/jira-token-tray.svg',
      await readFile(join(rootFolder, 'assets/icon.svg')),
    ),
    ...icons.map(async (name) => {
      const size = name.replace('.png', '')
      const icon = await readFile(join(rootFolder, 'assets/icons', name))
      await put(root, `usr/share/icons/hicolor/${size}/apps/jira-token-tray.png`, icon)
    }),
  ])
}

/** Modes as Debian has them: what only the builder may read would be unreadable for everyone else. */
async function setModes(root: string): Promise<number> {
  let bytes = 0
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    const { mode, size } = await stat(path)
    const runs = entry.isDirectory() || ((mode & 0o111) !== 0 && !/\.(so(\.\d+)*|node)$/.test(entry.name))
    await chmod(path, runs ? 0o755 : 0o644)
    bytes += entry.isFile() ? size : 0
  }
  return bytes
}

async function putControl(root: string, version: string, bytes: number): Promise<void> {
  const { description, homepage } = await readMetadata()
  const control = [
    'Package: jira-token-tray',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${linux.maintainer}`,
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    `Depends: ${depends.join(', ')}`,
    `Recommends: ${recommends}`,
    `Suggests: ${suggests}`,
    'Section: net',
    'Priority: optional',
    ...(homepage === undefined ? [] : [`Homepage: ${homepage}`]),
    `Description: ${linux.synopsis}`,
    ` ${description}.`,
    ' It shows the minutes left in its icon, renews tokens before they expire, keeps',
    ' them in the keyring, and gives valid ones to your shell (jira-token), your',
    ' programs, and your MCP clients.',
    '',
  ].join('\n')
  await put(root, 'DEBIAN/control', control)
  for (const name of ['prerm', 'postinst', 'postrm'])
    await cp(join(sources, name), join(root, 'DEBIAN', name))
  const sums = await run(
    'sh',
    ['-c', `cd '${root}' && find usr -type f -print0 | sort -z | xargs -0 md5sum`],
    'md5sum failed.',
  )
  await put(root, 'DEBIAN/md5sums', `${sums}\n`)
}

/** As small as Debian's own packages; takes minutes. */
const small = ['-Zxz', '-z6']

/**
 * Makes a deb of the packaged app and command line with `dpkg-deb`. Resolves with its path.
 *
 * @param cli the folder of the packaged command line
 * @param folder where to put it
 * @param compression options of dpkg-deb
 * @throws {Stop} if there is no command line, or a tool fails
 */
export async function packageDeb(
  app: PackagedApp,
  cli: string,
  folder = join(rootFolder, 'dist'),
  compression: readonly string[] = small,
): Promise<string> {
  if (!existsSync(join(cli, 'jira-token')))
    throw new Stop(`There is no command line in ${cli}. Make it first: npm run package -- --cli`)
  const debVersion = await toDebVersion((await readMetadata()).version)
  const deb = join(folder, `jira-token-tray_${debVersion}_${architecture}.deb`)
  const root = await mkdtemp(join(tmpdir(), 'jtt-deb-'))
  try {
    await putPrograms(root, app, cli)
    await putDocuments(root, debVersion)
    const bytes = await setModes(root)
    await chmod(root, 0o755)
    await putControl(root, debVersion, bytes)
    await rm(deb, { force: true })
    await run(
      'dpkg-deb',
      ['--root-owner-group', ...compression, '--build', root, deb],
      'The deb could not be built.',
    )
    return deb
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
