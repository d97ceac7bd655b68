import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeProgram } from '../bootstrap/node-program.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { runToEnd } from '../bootstrap/run-to-end.ts'
import { Stop } from '../bootstrap/stop.mjs'

/** The newest version that runs under Wine 8: 24 crashes. */
const nodeVersion = '22'

/** A path of this machine, as Windows programs see it. */
export const toWindowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`

/** The same as a URL. */
export const toWindowsUrl = (path: string): string =>
  pathToFileURL(path).href.replace('file:///', 'file:///Z:/')

interface WineRun {
  readonly code: number | null
  /** What it wrote to stdout and stderr. */
  readonly output: string
}

/** Windows by Wine, with the real Node for Windows. */
export interface Wine {
  /** Runs Node with these arguments until it ends, in the folder of the project. */
  node(args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<WineRun>
  /** Ends everything that still runs there. */
  close(): Promise<void>
}

/**
 * Starts Windows in this folder, which holds its drive C.
 *
 * @throws {Stop} if Wine doesn't start
 */
export async function startWine(folder: string): Promise<Wine> {
  const node = await nodeProgram(nodeVersion, 'win32', 'x64')
  const prefix = join(folder, 'prefix')
  const output = join(folder, 'output.txt')
  await mkdir(folder, { recursive: true })
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env
  const env = {
    ...rest,
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // else it offers to download Mono and Gecko
    WINEDLLOVERRIDES: 'mscoree=;mshtml=',
    NODE_OPTIONS: `--import=${toWindowsUrl(join(rootFolder, 'scripts/windows/wine-limits.mjs'))}`,
  }
  const wine = async (args: readonly string[], variables = {}): Promise<WineRun> => {
    // writing to a Unix pipe fails with EBADF
    const file = await open(output, 'w')
    try {
      const child = spawn('wine', args, {
        cwd: rootFolder,
        env: { ...env, ...variables },
        stdio: ['ignore', file.fd, file.fd],
      })
      const [code] = (await once(child, 'exit')) as [number | null]
      return { code, output: (await readFile(output, 'utf8')).trim() }
    } finally {
      await file.close()
    }
  }
  if (!existsSync(join(prefix, 'system.reg'))) {
    await mkdir(dirname(prefix), { recursive: true })
    const { code, output: said } = await wine(['wineboot', '--init'])
    if (code !== 0) throw new Stop(`${said}\n\nWine could not set up Windows in ${prefix}.`)
    await wine(['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'])
  }
  return {
    node: (args, variables) => wine([node, ...args], variables),
    close: async () => void (await runToEnd('wineserver', ['-k'], { env })),
  }
}
