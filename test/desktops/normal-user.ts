import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import type { SystemUser } from '../../scripts/desktop/background-process.ts'

/** The app and Electron as a normal user can start them: Chromium refuses to use its sandbox as root. */
export interface UsableApp {
  /** undefined: the user of this process is no root. */
  readonly user: SystemUser | undefined
  readonly electron: string
  readonly appFolder: string
  remove(): void
}

const numberOf = (option: '-u' | '-g') => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }))

/** As root: copies of both that `nobody` can read. */
export function usableApp(): UsableApp {
  const electron = process.env['ELECTRON_EXEC_PATH'] ?? ''
  if (process.getuid?.() !== 0) {
    return { user: undefined, electron, appFolder: rootFolder, remove: () => undefined }
  }
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'jtt-app-'))
  chmodSync(folder, 0o755)
  const runtime = join(folder, 'electron')
  // links, where both are on one disk: the runtime has hundreds of megabytes
  try {
    execFileSync('cp', ['-a', '--link', dirname(electron), runtime], { stdio: 'ignore' })
  } catch {
    rmSync(runtime, { recursive: true, force: true })
    execFileSync('cp', ['-a', dirname(electron), runtime])
  }
  const appFolder = join(folder, 'app')
  for (const part of ['package.json', 'out', 'assets', 'node_modules/keytar'])
    cpSync(join(rootFolder, part), join(appFolder, part), { recursive: true })
  return {
    user: { uid: numberOf('-u'), gid: numberOf('-g') },
    electron: join(runtime, basename(electron)),
    appFolder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
