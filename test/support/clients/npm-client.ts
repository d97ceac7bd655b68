import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runNpm } from '../../../scripts/bootstrap/npm.mjs'
import { runToEnd } from '../../../scripts/bootstrap/run-to-end.ts'
import { userCache } from '../../../scripts/bootstrap/user-cache.ts'

/**
 * The `node_modules` folder with these packages (`name@version`), which are downloaded once per user: the project itself
 * doesn't need them.
 *
 * @param setUp a script in `node_modules` to run after the download, because npm may not run it; null for none
 */
export async function installedClient(
  name: string,
  packages: readonly string[],
  setUp: string | null = null,
): Promise<string> {
  const folder = join(userCache(), `client-${name}`)
  if (!existsSync(folder)) {
    await mkdir(userCache(), { recursive: true })
    // all or nothing
    const work = await mkdtemp(join(userCache(), '.building-client-'))
    try {
      await runNpm(['install', '--prefix', work, '--no-audit', '--no-fund', ...packages], { cwd: work })
      if (setUp !== null)
        await runToEnd(process.execPath, [join(work, 'node_modules', setUp)], {
          cwd: dirname(join(work, 'node_modules', setUp)),
        })
      await rename(work, folder)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }
  return join(folder, 'node_modules')
}
