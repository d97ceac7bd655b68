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

/** Node and the script of the running `jira-token`. */
export function runningProgram(execPath: string, script: string): BridgeProgram {
  return { node: lastingNode(execPath), script: realpathSync(script) }
}

/** The script behind `jira-token` on the PATH: npm creates a link, or on Windows a file that contains its path. */
function scriptBehind(command: string): string | null {
  const real = realpathSync(command)
  if (basename(real) === scriptName) return real
  const beside = join(dirname(real), 'node_modules/jira-token-tray/out/cli', scriptName)
  return existsSync(beside) ? beside : null
}

/**
 * Finds Node and `jira-token` for the app, which is neither: the script in the checkout that the app runs from, or else
 * the one on the PATH. null if either is missing.
 *
 * @param checkout the folder that the app runs from; null for a packaged one
 */
export function findBridgeProgram(at: Surroundings, checkout: string | null): BridgeProgram | null {
  const folders = listFolders(at)
  const isWindows = at.platform === 'win32'
  const ownScript = checkout === null ? null : join(checkout, 'out/cli', scriptName)
  const command = findProgramIn(folders, isWindows ? ['jira-token.cmd'] : ['jira-token'])
  const script =
    ownScript !== null && existsSync(ownScript)
      ? realpathSync(ownScript)
      : command === null
        ? null
        : scriptBehind(command)
  const node = findProgramIn(
    // npm puts its programs next to its Node
    command === null ? folders : [dirname(command), ...folders],
    isWindows ? ['node.exe'] : ['node'],
  )
  // don't resolve the link: version managers use one program under many names
  return node === null || script === null ? null : { node, script }
}
