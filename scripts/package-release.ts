import { join } from 'node:path'
import { pinnedVersion } from './bootstrap/official-electron.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { Stop } from './bootstrap/stop.mjs'
import { packageCli, type CliTarget } from './package-cli.ts'
import { foundRuntime } from './package-runtime.ts'

export const builderProgram = join(rootFolder, 'node_modules/electron-builder/cli.js')

/** The command lines that the packages of a system bring along: see `arch` in electron-builder.yml. */
const cliTargets: Partial<Record<NodeJS.Platform, readonly CliTarget[]>> = {
  linux: [{ platform: 'linux', arch: 'x64' }],
  darwin: [
    { platform: 'darwin', arch: 'x64' },
    { platform: 'darwin', arch: 'arm64' },
  ],
  win32: [{ platform: 'win32', arch: 'x64' }],
}

/**
 * Packages the command line, and runs electron-builder with these arguments. It downloads the pinned Electron and verifies its checksum.
 *
 * @throws {Stop} if there is only another Electron, because no one should get an app built with the stand-in
 */
export async function packageRelease(args: readonly string[], env = process.env) {
  const { folder, version } = await foundRuntime(env)
  if (version !== pinnedVersion) {
    throw new Stop(
      `A release must be built with Electron ${pinnedVersion}, but this machine has ${version} (in ${folder}), which is ` +
        'only for development and tests. Run this where the pinned version can be downloaded, like in ' +
        '.github/workflows/ci.yml. To try the app here, "npm run package" without arguments creates a folder.',
    )
  }
  for (const target of cliTargets[process.platform] ?? []) await packageCli(say, target)
  process.exitCode = await runInForeground(
    process.execPath,
    [builderProgram, ...args, '--publish', 'never'],
    {
      cwd: rootFolder,
      env,
    },
  )
}
