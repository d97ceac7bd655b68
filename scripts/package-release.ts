import { join } from 'node:path'
import { pinnedVersion } from './bootstrap/official-electron.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { Stop } from './bootstrap/stop.mjs'
import { archiveCli, packageCli, thisTarget, type CliTarget } from './package-cli.ts'
import { foundRuntime } from './package-runtime.ts'

export const builderProgram = join(rootFolder, 'node_modules/electron-builder/cli.js')

/** The processors that our packages are for: see electron-builder.yml. */
const processors: readonly CliTarget['arch'][] = ['x64', 'arm64']

/** Puts the right one into each package, beside what electron-builder.yml brings for all systems. */
const bringCli = ['linux', 'mac', 'win'].flatMap((system) => [
  `-c.${system}.extraResources.from=dist/cli-\${os}-\${arch}`,
  `-c.${system}.extraResources.to=cli`,
])

/** For the packages of the app, and alone for servers. */
async function releaseCli(target: CliTarget): Promise<void> {
  await packageCli(say, target)
  await archiveCli(target)
}

/**
 * Packages the command lines, and runs electron-builder with these arguments. It downloads the pinned Electron and verifies
 * its checksum.
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
  for (const arch of processors)
    await releaseCli({ ...thisTarget, arch }).catch((error: unknown) => {
      if (!(error instanceof Stop) || arch === process.arch) throw error
      say(`${error.message}\nThe packages for ${arch} come without the command line.`)
    })
  process.exitCode = await runInForeground(
    process.execPath,
    [builderProgram, ...args, ...bringCli, '--publish', 'never'],
    {
      cwd: rootFolder,
      env,
    },
  )
}
