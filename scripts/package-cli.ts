import { createHash } from 'node:crypto'
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { nodeProgram } from './bootstrap/node-program.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { Stop } from './bootstrap/stop.mjs'
import { noticesFile } from './third-party-notices.ts'

/** The newest long-term support line of Node at the time; renew it with each release of ours. */
const nodeVersion = '24.21.0'

/** Source: Node.js documentation, "Single executable applications". */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

const postject = join(rootFolder, 'node_modules/postject/dist/cli.js')
const quickSource = join(rootFolder, 'src/cli/quick-token.c')
const pathScript = join(rootFolder, 'scripts/package-cli/path.ps1')
const cLibraryLicense = join(rootFolder, 'scripts/license-texts/glibc.txt')
const startScript = join(rootFolder, 'scripts/package-cli/start.cjs')

/** The system and processor to package for. */
export interface CliTarget {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: 'x64' | 'arm64'
}

/** The names that electron-builder has for the systems. */
const systemNames = { linux: 'linux', darwin: 'mac', win32: 'win' } as const

export const thisTarget: CliTarget = {
  platform: process.platform as CliTarget['platform'],
  arch: process.arch as CliTarget['arch'],
}

/** Where the packaged command line of a target is. */
export const cliFolder = ({ platform, arch }: CliTarget): string =>
  join(rootFolder, 'dist', `cli-${systemNames[platform]}-${arch}`)

async function runOrStop(command: string, args: readonly string[], failure: string): Promise<void> {
  const { code, output } = await runToEnd(command, [...args])
  if (code !== 0) throw new Stop(`${output}\n\n${failure}`)
}

const isOn = (command: string): Promise<boolean> =>
  runToEnd(command, ['--version']).then(
    () => true,
    () => false,
  )

/** Node for a target: npm's, or where npm has none for it (macOS), the one that runs this. */
async function nodeFor(target: CliTarget): Promise<string> {
  const { platform, arch } = target
  const isThis = platform === process.platform && arch === process.arch
  const isSameLine = process.versions.node.split('.')[0] === nodeVersion.split('.')[0]
  return nodeProgram(nodeVersion, platform, arch).catch((error: unknown) => {
    if (isThis && isSameLine) return process.execPath
    throw error
  })
}

/** Node with a script inside: it takes no other script, no options, and no `NODE_OPTIONS`. */
async function makeExecutable(node: string, executable: string, target: CliTarget): Promise<void> {
  await copyFile(node, executable)
  await chmod(executable, 0o755)
  // a sixth of it are names for debuggers
  if (target.platform === 'linux' && target.arch === process.arch && (await isOn('strip')))
    await runOrStop('strip', [executable], 'Node could not be made smaller.')
  const work = await mkdtemp(join(tmpdir(), 'jtt-sea-'))
  try {
    const [config, blob] = [join(work, 'config.json'), join(work, 'blob')]
    const settings = {
      main: startScript,
      output: blob,
      disableExperimentalSEAWarning: true,
      execArgvExtension: 'none',
      // else this signal lets a debugger in
      execArgv: ['--disable-sigusr1'],
    }
    await writeFile(config, JSON.stringify(settings))
    await runOrStop(
      await nodeFor(thisTarget),
      ['--experimental-sea-config', config],
      'Node could not prepare the executable.',
    )
    const isMac = target.platform === 'darwin'
    if (isMac) await runOrStop('codesign', ['--remove-signature', executable], 'codesign failed.')
    const segment = isMac ? ['--macho-segment-name', 'NODE_SEA'] : []
    const words = [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse, ...segment]
    await runOrStop(process.execPath, words, 'The script could not be put into the executable.')
    if (isMac) await runOrStop('codesign', ['--sign', '-', executable], 'codesign failed.')
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Compiles the small program that answers `token`. Resolves with why there is none; null if there is one. */
export async function compileQuickToken(
  program: string,
  target: CliTarget,
  flags: readonly string[] = [],
): Promise<string | null> {
  const compiler = process.env['CC'] || 'cc'
  if (target.platform === 'win32') return 'it needs Unix sockets'
  if (target.platform !== process.platform || target.arch !== process.arch)
    return `it can’t be compiled for ${target.platform} ${target.arch} here`
  if (!(await isOn(compiler))) return `there is no C compiler (${compiler})`
  const options = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-D_GNU_SOURCE', '-D_DARWIN_C_SOURCE']
  // a static one also runs where the C library is older than here
  const linked = target.platform === 'linux' && flags.length === 0 ? ['-static', '-s'] : flags
  const words = [...options, ...linked, '-o', program, quickSource]
  await runOrStop(compiler, words, `${quickSource} could not be compiled.`)
  return null
}

/** keytar as npm installs it, but with the binary of one system only. */
async function copyKeytar(folder: string, { platform, arch }: CliTarget): Promise<void> {
  const keytar = join(rootFolder, 'node_modules/keytar')
  const names = ['package.json', 'LICENSE.md', 'lib', `prebuilds/${platform}-${arch}`]
  await Promise.all(names.map((name) => cp(join(keytar, name), join(folder, name), { recursive: true })))
}

/** Ours, Node's with everything in it, and those of the libraries. */
async function copyLicenses(folder: string): Promise<void> {
  await copyFile(join(rootFolder, 'LICENSE'), join(folder, 'LICENSE'))
  await copyFile(noticesFile, join(folder, basename(noticesFile)))
  // the same for every system, but only the packages for Linux have it
  const forLinux = await nodeProgram(nodeVersion, 'linux', 'x64')
  await copyFile(join(dirname(forLinux), '../LICENSE'), join(folder, 'LICENSE.node'))
}

/**
 * Packages `jira-token` for computers without Node into a folder, from the built `out/cli`. Resolves with that folder.
 *
 * @throws {Stop} if Node can't be downloaded, or a tool fails
 */
export async function packageCli(say: (line: string) => void, target = thisTarget): Promise<string> {
  const { platform, arch } = target
  const folder = cliFolder(target)
  say(`Packaging jira-token with Node ${nodeVersion} for ${platform} ${arch} …`)
  const node = await nodeFor(target)
  for (const old of [folder, `${folder}.stamp`]) await rm(old, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const extension = platform === 'win32' ? '.exe' : ''
  const why = await compileQuickToken(join(folder, 'jira-token'), target)
  if (why !== null && platform !== 'win32') say(`Without the quick “jira-token token”: ${why}.`)
  const executable = join(folder, `jira-token${why === null ? '-full' : ''}${extension}`)
  await makeExecutable(node, executable, target)
  await cp(join(rootFolder, 'out/cli'), join(folder, 'lib'), { recursive: true })
  if (platform === 'win32') await copyFile(pathScript, join(folder, 'path.ps1'))
  await copyKeytar(join(folder, 'lib/node_modules/keytar'), target)
  await copyLicenses(folder)
  if (why === null && platform === 'linux') await copyFile(cLibraryLicense, join(folder, 'LICENSE.glibc'))
  await writeFile(`${folder}.stamp`, await readStamp())
  return folder
}

/** The same for this computer, unless the existing one was packaged from exactly this. */
export async function packageCliIfStale(say: (line: string) => void): Promise<string> {
  const folder = cliFolder(thisTarget)
  const packaged = await readFile(`${folder}.stamp`, 'utf8').catch(() => null)
  return packaged === (await readStamp()) ? folder : packageCli(say)
}

/** Changes with everything that goes into the folder. */
async function readStamp(): Promise<string> {
  const built = join(rootFolder, 'out/cli')
  const names = await readdir(built, { recursive: true, withFileTypes: true })
  const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
  const script = join(rootFolder, 'scripts/package-cli.ts')
  const sources = [quickSource, startScript, script, noticesFile, cLibraryLicense]
  const hash = createHash('sha256')
  for (const file of [...files.sort(), ...sources]) hash.update(`${file}\0`).update(await readFile(file))
  return hash.digest('hex')
}

/** Packs the folder into `dist/jira-token-VERSION-SYSTEM-ARCH.tar.gz`. Resolves with that file. */
export async function archiveCli(target = thisTarget): Promise<string> {
  const { version } = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const folder = cliFolder(target)
  const name = `jira-token-${version}-${systemNames[target.platform]}-${target.arch}`
  const archive = join(dirname(folder), `${name}.tar.gz`)
  const renamed = `,^${basename(folder)},${name},`
  // GNU tar here, bsdtar on macOS and Windows
  const options =
    process.platform === 'linux'
      ? ['--owner=0', '--group=0', '--mode=u=rwX,go=rX', '--sort=name', `--transform=s${renamed}`]
      : ['--uid=0', '--gid=0', '-s', renamed]
  const words = ['-czf', archive, ...options, '-C', dirname(folder), basename(folder)]
  await runOrStop('tar', words, 'The archive could not be made.')
  return archive
}
