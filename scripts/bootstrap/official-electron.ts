import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const stallTimeoutMs = 12_000
const checkEveryMs = 500

const packageFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))

export const pinnedVersion = (
  JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
).version

/** The folder of the official binary of the pinned version; null if it is not installed. */
export function officialElectron() {
  const folder = join(packageFolder, 'dist')
  try {
    const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
    return version === pinnedVersion && existsSync(join(packageFolder, 'path.txt')) ? folder : null
  } catch {
    return null
  }
}

/**
 * Lets the electron package fetch its binary (ELECTRON_MIRROR and the like are its own). Gives up when nothing arrives
 * for 12 seconds. Returns what went wrong; null if it worked.
 */
export async function fetchOfficialElectron(): Promise<string | null> {
  // the electron package downloads into TMPDIR and unpacks into dist: what is in there tells whether it gets on
  const folder = await mkdtemp(join(tmpdir(), 'jtt-electron-'))
  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], {
    env: { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder, ELECTRON_GET_NO_PROGRESS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints += chunk
  })
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? null : reason(complaints)))
  })
  let size = 0
  let movedAt = Date.now()
  let stalled = false
  const check = async () => {
    const now = (await measureFolder(folder)) + (await measureFolder(join(packageFolder, 'dist')))
    if (now !== size) movedAt = Date.now()
    size = now
    stalled ||= Date.now() - movedAt > stallTimeoutMs
    if (stalled) child.kill('SIGKILL')
  }
  const checking = setInterval(() => void check(), checkEveryMs)
  try {
    const failure = await ended
    if (stalled) return `nothing arrived for ${stallTimeoutMs / 1000} seconds`
    return failure ?? (officialElectron() ? null : 'it is not where it should be')
  } finally {
    clearInterval(checking)
    await rm(folder, { recursive: true, force: true })
  }
}

/** The innermost cause in a stack trace printed by Node, or its first line. */
function reason(complaints: string) {
  const cause = /(?:getaddrinfo|connect|ENOTFOUND|ECONNREFUSED|Response code)[^\n]*/.exec(complaints)?.[0]
  return (
    cause ??
    complaints
      .trim()
      .split('\n', 1)[0]
      ?.replace(/^\w*Error: /, '') ??
    'unknown'
  )
}

async function measureFolder(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
