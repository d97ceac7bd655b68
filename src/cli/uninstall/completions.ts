import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { homeFolder } from '../../ownership/data-folder.ts'
import { completionScripts } from '../completion/scripts.ts'

/** Completions that the user has set up, as the help of `jira-token completion` says. */
export interface Completions {
  /** Files that have nothing else in them. */
  readonly files: readonly string[]
  /** The user's own files with a line that loads them. */
  readonly lines: readonly string[]
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

/** What `jira-token completion fish` has printed, maybe in an earlier version. */
const isOurs = (path: string): boolean =>
  existsSync(path) && firstLine(textAt(path)) === firstLine(completionScripts['fish'] ?? '')

export function findCompletions(environment: NodeJS.ProcessEnv): Completions {
  const home = homeFolder(environment)
  const config = environment['XDG_CONFIG_HOME'] ?? ''
  const configFolder = isAbsolute(config) ? config : join(home, '.config')
  const files = [join(configFolder, 'fish/completions/jira-token.fish')]
  const lines = ['.bashrc', '.zshrc', '.config/fish/config.fish'].map((name) => join(home, name))
  return {
    files: files.filter(isOurs),
    lines: lines.filter((path) => textAt(path).includes('jira-token completion ')),
  }
}
