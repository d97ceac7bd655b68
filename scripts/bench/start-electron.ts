import { spawn, type ChildProcess } from 'node:child_process'
import { electronFlags } from '../desktop/electron-flags.ts'

/** Starts the Electron app in that folder, on the desktop of that environment. */
export function startElectron(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): ChildProcess {
  const flags = electronFlags({ virtualDisplay: true })
  return spawn(process.env['ELECTRON_EXEC_PATH'] ?? '', [...flags, folder, ...args], { env, stdio: 'ignore' })
}
