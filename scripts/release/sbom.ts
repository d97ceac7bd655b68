import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Stop } from '../bootstrap/stop.mjs'

const run = promisify(execFile)

interface Sbom {
  readonly bomFormat: string
  readonly components: readonly { readonly name: string; readonly version: string }[]
  readonly metadata: { readonly component: { name: string } }
}

/**
 * A list of everything that the lock file names, as CycloneDX JSON: what is bundled into the app and what builds it.
 *
 * @throws {Stop} if npm's answer is not one, or lacks a dependency of package.json
 */
export async function makeSbom(root: string): Promise<string> {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']
  const maxBuffer = 64 * 1024 * 1024
  const shell = process.platform === 'win32'
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer, shell })
  const sbom = JSON.parse(stdout) as Sbom
  const { name, dependencies, devDependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>> & { name: string }
  const listed = new Set(sbom.components.map((component) => component.name))
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((one) => !listed.has(one))
  if (sbom.bomFormat !== 'CycloneDX' || missing.length > 0)
    throw new Stop(`npm’s list of components is incomplete: ${missing.join(', ') || 'not CycloneDX'}.`)
  // npm takes it from the folder
  sbom.metadata.component.name = name
  return `${JSON.stringify(sbom, null, 2)}\n`
}
