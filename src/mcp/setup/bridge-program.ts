import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BridgeProgram } from './entry.ts'
import type { Surroundings } from './clients.ts'
import { findProgramIn, pathFolders } from './find-on-path.ts'

const scriptName = 'jira-token.cjs'

/** Where installers put programs: a program started by the desktop has a shorter PATH than a shell. */
const defaultFolders = ({ home }: Surroundings): readonly string[] => [
  '/usr/local/bin',
  '/opt/homebrew/bin',
  join(home, '.local/bin'),
  join(home, '.npm-global/bin'),
  '/usr/bin',
]

function listFolders(at: Surroundings): string[] {
  return [...pathFolders(at.environment), ...(at.platform === 'win32' ? [] : defaultFolders(at))]
}

/** Homebrew's Node is in a folder named after its version, which the next update removes; the link in `bin` stays. */
function lastingNode(node: string): string {
  const [prefix, rest] = node.split('/Cellar/')
  if (prefix === undefined || rest === undefined) return node
  const formula = rest.split('/')[0] ?? ''
  const links = [join(prefix, 'opt', formula, 'bin/node'), join(prefix, 'bin/node')]
  return links.find((link) => existsSync(link) && realpathSync(link) === realpathSync(node)) ?? node
}

const commandNames = ({ platform }: Surroundings): readonly string[] =>
  platform === 'win32' ? ['jira-token.exe', 'jira-token.cmd'] : ['jira-token']

/** The link on the PATH that leads to this packaged executable, because an update may move what is behind it. */
function lastingCommand(program: string, at: Surroundings): string {
  const command = findProgramIn(listFolders(at), commandNames(at))
  return command !== null && realpathSync(command) === realpathSync(program) ? command : program
}

/**
 * The same words, but so that they keep working after an update.
 *
 * @param words start this `jira-token`, with absolute paths: Node and a script, or the packaged executable
 */
export function lastingProgram(words: readonly string[], at: Surroundings): BridgeProgram {
  const [program = '', ...script] = words
  return [script.length === 0 ? lastingCommand(program, at) : lastingNode(program), ...script]
}

/** Whether this is the packaged `jira-token`, which needs no Node, and not another program of that name. */
const isPackaged = (program: string): boolean =>
  existsSync(join(dirname(realpathSync(program)), 'lib', scriptName))

/** The script behind `jira-token` on the PATH: npm creates a link, or on Windows a file that contains its path. */
function scriptBehind(command: string): string | null {
  const real = realpathSync(command)
  if (basename(real) === scriptName) return real
  const beside = join(dirname(real), 'node_modules/jira-token-tray/out/cli', scriptName)
  return existsSync(beside) ? beside : null
}

/** What an app brings along. */
export interface AppPrograms {
  /** The source folder that the app runs from; null for a packaged app. */
  readonly checkout: string | null
  /** The folder of the command line in the package; null: there is none, or it is gone when the app ends. */
  readonly commandFolder: string | null
}

/** The script in the checkout; null if it is not built, or there is no checkout. */
function scriptIn(checkout: string | null): string | null {
  const script = checkout === null ? null : join(checkout, 'out/cli', scriptName)
  return script !== null && existsSync(script) ? realpathSync(script) : null
}

/**
 * Finds `jira-token` for the app, which is another program: what it brought along, or else the one on the PATH. A script
 * also needs Node. null if something is missing.
 */
export function findBridgeProgram(
  at: Surroundings,
  { checkout, commandFolder }: AppPrograms,
): BridgeProgram | null {
  const own = commandFolder === null ? null : findProgramIn([commandFolder], commandNames(at))
  if (own !== null) return [lastingCommand(own, at)]
  const folders = listFolders(at)
  const command = findProgramIn(folders, commandNames(at))
  const script = scriptIn(checkout) ?? (command === null ? null : scriptBehind(command))
  if (script === null) return command !== null && isPackaged(command) ? [command] : null
  const node = findProgramIn(
    // npm puts its programs next to its Node
    command === null ? folders : [dirname(command), ...folders],
    at.platform === 'win32' ? ['node.exe'] : ['node'],
  )
  // don't resolve the link: version managers use one program under many names
  return node === null ? null : [node, script]
}
