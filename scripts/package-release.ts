import { join } from 'node:path'
import { pinnedVersion } from './bootstrap/official-electron.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { Stop } from './bootstrap/stop.mjs'
import { foundRuntime } from './package-runtime.ts'

export const builderProgram = join(rootFolder, 'node_modules/electron-builder/cli.js')

/**
 * Runs electron-builder with these arguments. It fetches the pinned Electron and compares its checksum by itself.
 *
 * @throws {Stop} where only another Electron is to be had: nobody should get an app made of the stand-in
 */
export async function packageRelease(args: readonly string[], env = process.env) {
  const { folder, version } = await foundRuntime(env)
  if (version !== pinnedVersion) {
    throw new Stop(
      `A release is made of Electron ${pinnedVersion} and of no other, and this machine has ${version} (in ${folder}), ` +
        'which is for development and tests. Run it where the pinned one can be fetched, as .github/workflows/ci.yml ' +
        'does; "npm run package" without arguments makes a folder to try out here.',
    )
  }
  process.exitCode = await runInForeground(
    process.execPath,
    [builderProgram, ...args, '--publish', 'never'],
    {
      cwd: rootFolder,
      env,
    },
  )
}
