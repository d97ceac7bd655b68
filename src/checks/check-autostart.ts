import { existsSync, readFileSync } from 'node:fs'
import { ok, warning } from '../shared/finding.ts'
import {
  getAutostartFile,
  isEntryOn,
  parseAutostart,
  programExists,
  type Autostart,
} from '../adapters/desktop/autostart-entry.ts'
import { getDataFolder, getUsualDataFolder, toRealPath } from '../ownership/data-folder.ts'
import type { Finding } from '../shared/local-api.ts'

const subject = { name: 'start at login', account: null }
const off = 'off (turn it on in the tray menu)'
const offByDesktop = 'off (it was turned off in the desktop’s settings; turn it on in the tray menu)'

/** null without a home folder: then nothing starts at login either. */
function findAutostartFile(environment: NodeJS.ProcessEnv): string | null {
  try {
    return getAutostartFile(environment)
  } catch {
    return null
  }
}

/** The file that starts the app at login for this data folder, whether it is on or off; null: there is none. */
export function findOwnAutostart(environment: NodeJS.ProcessEnv): string | null {
  const file = findAutostartFile(environment)
  if (process.platform !== 'linux' || file === null || !existsSync(file)) return null
  const entry = parseAutostart(readFileSync(file, 'utf8'))
  return entry !== null && toFolder(entry) === getDataFolder(environment) ? file : null
}

/** The data folder of an entry. */
const toFolder = ({ dataFolder }: Autostart): string =>
  dataFolder === null ? getUsualDataFolder() : toRealPath(dataFolder)

/**
 * Whether the app starts at login for this data folder.
 *
 * @param setting what the owner has stored; only Linux has a file to look at
 */
export function startsAtLogin(
  environment: NodeJS.ProcessEnv,
  setting: boolean,
  platform = process.platform,
): boolean {
  if (platform !== 'linux') return setting
  try {
    const text = readFileSync(getAutostartFile(environment), 'utf8')
    const entry = isEntryOn(text) ? parseAutostart(text) : null
    const [program] = entry?.command ?? []
    if (entry === null || program === undefined || !programExists(program)) return false
    return toFolder(entry) === getDataFolder(environment)
  } catch {
    return false
  }
}

/** Whether the app starts at login, and whether the program to start exists. */
export function checkAutostart(
  environment: NodeJS.ProcessEnv,
  startAtLogin: boolean | null,
  platform = process.platform,
): Finding {
  if (platform !== 'linux') {
    if (startAtLogin === null) return ok(subject, 'unknown (only the app can tell)')
    return ok(subject, startAtLogin ? 'on' : off)
  }
  const file = findAutostartFile(environment)
  if (file === null || !existsSync(file)) return ok(subject, off)
  const again = 'Turn it off and on again in the tray menu.'
  try {
    const text = readFileSync(file, 'utf8')
    if (!isEntryOn(text)) return ok(subject, offByDesktop)
    const program = parseAutostart(text)?.command[0]
    if (program === undefined) return warning(subject, `${file} starts nothing`, again)
    return programExists(program)
      ? ok(subject, `on (${file})`)
      : warning(subject, `${file} starts ${program}, which does not exist`, again)
  } catch (error) {
    return warning(subject, `${file} can’t be read (${String(error)})`, again)
  }
}
