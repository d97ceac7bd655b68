import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { everything, prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { say } from './bootstrap/say.ts'
import { Stop } from './bootstrap/stop.mjs'
import { bareDebian } from './deb/bare-debian.ts'
import { packageAppIfStale } from './package-app.ts'
import { packageCliIfStale } from './package-cli.ts'
import { packageDeb } from './package-deb.ts'
import { runPreparedVitest } from './run-tests.ts'

const folder = join(rootFolder, 'build/deb')
/** Hundreds of megabytes, but done in seconds. */
const compression = ['-Znone']

async function run(command: string, args: string[]): Promise<string> {
  const { code, output } = await runToEnd(command, args)
  if (code !== 0) throw new Stop(`${output}\n\n${command} failed.`)
  return output
}

async function buildDeb(): Promise<string> {
  const app = await packageAppIfStale(say)
  const cli = await packageCliIfStale(say)
  say('Building the deb …')
  return packageDeb(app, cli, folder, compression)
}

/** The same files with a higher version. */
async function nextDeb(deb: string): Promise<string> {
  say('Building the next version …')
  const root = await mkdtemp(join(tmpdir(), 'jtt-next-'))
  try {
    await run('dpkg-deb', ['--raw-extract', deb, root])
    const control = join(root, 'DEBIAN/control')
    await writeFile(control, (await readFile(control, 'utf8')).replace(/^Version: .*/m, '$&+next'))
    const next = join(folder, 'next.deb')
    await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, next])
    return next
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** Why the test can't be done here; null if it can. */
function whyNot(here: boolean): string | null {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-deb'))
    return 'a deb can only be installed on Debian, or on what is made from it'
  if (process.getuid?.() !== 0) return 'only root can install a deb. Try: sudo npm run test:deb'
  if (here)
    return existsSync('/usr/bin/node')
      ? '--here needs a machine without /usr/bin/node, to show that the package works without Node'
      : null
  return bareDebian.whyNot()
}

function readOptions(args: string[]): { deb?: string; here?: boolean } {
  try {
    const { values } = parseArgs({ args, options: { deb: { type: 'string' }, here: { type: 'boolean' } } })
    if (values.deb === undefined || existsSync(values.deb)) return values
  } catch (error) {
    throw new Stop(`${(error as Error).message}\nUsage: npm run test:deb [-- --deb FILE | --here]`)
  }
  throw new Stop('The file after --deb does not exist.')
}

/**
 * `npm run test:deb [-- --deb FILE | --here]`: installs the package in a bare Debian, uses it as a normal user, installs the
 * next version over it, and removes it.
 */
export async function main(args: string[]): Promise<void> {
  const values = readOptions(args)
  const here = values.here === true
  const reason = whyNot(here)
  if (reason !== null) return say(`Skipped: ${reason}`)
  await prepare(everything)
  await mkdir(folder, { recursive: true })
  const deb = values.deb === undefined ? await buildDeb() : resolve(values.deb)
  const next = await nextDeb(deb)
  const tree = here ? '' : await bareDebian.archive(folder, say)
  Object.assign(process.env, {
    JIRA_TOKEN_TEST_DEB: deb,
    JIRA_TOKEN_TEST_NEXT_DEB: next,
    JIRA_TOKEN_TEST_DEBIAN: tree,
  })
  await runPreparedVitest(['--project', 'deb', '--bail', '1'])
}
