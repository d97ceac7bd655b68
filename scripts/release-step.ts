/**
 * The steps of .github/workflows/release.yml, which also run on any other computer; docs/packaging.md, “Release”. Only loads
 * what a step needs: the draft is created where no npm package is installed.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { rootFolder } from './bootstrap/root-folder.ts'
import { Stop } from './bootstrap/stop.mjs'
import { announce } from './release/announce.ts'

const usage = `node scripts/release-step.ts STEP

  check-tag TAG                may this tag become a release?
  assemble TAG FOLDER          adds list of components, cask, notes, and checksums to the packages in FOLDER
  draft TAG FOLDER [--dry-run] verifies the checksums, and creates the draft of the release`

/** For later jobs of the workflow. */
function setOutput(name: string, value: string): void {
  const file = process.env['GITHUB_OUTPUT']
  if (file !== undefined) appendFileSync(file, `${name}=${value}\n`)
}

const packageIsPrivate = (): boolean =>
  (JSON.parse(readFileSync(`${rootFolder}/package.json`, 'utf8')) as { private?: boolean }).private === true

async function checkTagStep(tag: string): Promise<void> {
  const { checkTag } = await import('./release/check-tag.ts')
  const version = checkTag(rootFolder, tag)
  const isPrivate = packageIsPrivate()
  setOutput('version', version)
  setOutput('npm', String(!isPrivate))
  if (isPrivate) announce('warning', 'NOTHING WILL BE PUBLISHED TO NPM: package.json says “private”.')
  console.error(`${tag} may become the release ${version}.`)
}

/** GitHub sets it. */
function repository(): string {
  const name = process.env['GITHUB_REPOSITORY']
  if (!name) throw new Stop('GITHUB_REPOSITORY is not set. Set it to OWNER/NAME of the repository on GitHub.')
  return name
}

async function assembleStep(tag: string, folder: string): Promise<void> {
  const { assemble } = await import('./release/assemble.ts')
  const names = await assemble(rootFolder, tag.replace(/^v/, ''), folder, repository())
  console.error(`${folder} has ${names.length} files, and SHA256SUMS matches: ${names.join(', ')}`)
}

async function draftStep(tag: string, folder: string, dryRun: boolean): Promise<void> {
  const { draftRelease } = await import('./release/draft.ts')
  const command = await draftRelease(tag, folder, dryRun)
  console.error(dryRun ? `Would run: ${command}` : `Created the draft of ${tag}.`)
}

const [step, tag = '', folder = '', flag] = process.argv.slice(2)
try {
  if (step === 'check-tag' && tag !== '') await checkTagStep(tag)
  else if (step === 'assemble' && folder !== '') await assembleStep(tag, folder)
  else if (step === 'draft' && folder !== '') await draftStep(tag, folder, flag === '--dry-run')
  else throw new Stop(usage)
} catch (error) {
  console.error(error instanceof Stop ? error.message : error)
  process.exitCode = 1
}
