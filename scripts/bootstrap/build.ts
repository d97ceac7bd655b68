import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { runToEnd } from './run-to-end.ts'
import { Stop } from './stop.mjs'

const sources = [
  'src',
  'assets',
  'electron.vite.config.ts',
  'scripts/compact-output.ts',
  'scripts/license-texts',
  'scripts/node-bundles.ts',
  'scripts/third-party-notices.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

/** Builds the app into `out`, unless it was already built from exactly these sources. */
export async function buildApp(root: string, say: (line: string) => void, build = electronViteBuild) {
  const stamp = join(root, 'out/.built-from')
  const hash = await hashOfSources(root)
  const built = await readFile(stamp, 'utf8').catch(() => null)
  if (built === hash && existsSync(join(root, 'out/main/index.js'))) return
  say('Building the app …')
  const failure = await build(root)
  if (failure !== null) {
    throw new Stop(`${failure}\n\nThe app does not build (the words of electron-vite are above).`)
  }
  await writeFile(stamp, hash)
}

/** Runs electron-vite; returns its output if it failed, otherwise null. */
async function electronViteBuild(root: string) {
  const program = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { code, output } = await runToEnd(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: root,
  })
  return code === 0 ? null : output
}

async function hashOfSources(root: string) {
  const files = (await Promise.all(sources.map((source) => listFiles(join(root, source))))).flat().sort()
  const contents = await Promise.all(files.map((file) => readFile(file)))
  const hash = createHash('sha256')
  files.forEach((file, i) => {
    hash.update(`${relative(root, file)}\0`).update(
      createHash('sha256')
        .update(contents[i] ?? '')
        .digest(),
    )
  })
  return hash.digest('hex')
}

async function listFiles(path: string) {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTDIR') return [path]
    if (code === 'ENOENT') return []
    throw error
  }
}
