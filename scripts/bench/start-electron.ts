import { spawn, type ChildProcess } from 'node:child_process'
import { electronFlags } from '../desktop/electron-flags.ts'

/** Starts the Electron app in `folder`, on the desktop that `env` describes. */
export function startElectron(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): ChildProcess {
  const flags = electronFlags({ virtualDisplay: true })
  return spawn(process.env['ELECTRON_EXEC_PATH'] ?? '', [...flags, folder, ...args], { env, stdio: 'ignore' })
}
