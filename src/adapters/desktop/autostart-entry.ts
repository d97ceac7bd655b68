import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The path of the entry that Linux desktops start at login. Source: freedesktop.org, Desktop Application Autostart. */
export function getAutostartFile(environment: NodeJS.ProcessEnv): string {
  const config = environment['XDG_CONFIG_HOME'] ?? ''
  const configFolder = isAbsolute(config) ? config : join(homedir(), '.config')
  return join(configFolder, 'autostart', 'jira-token-tray.desktop')
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }
const unescapes: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', t: '\t', r: '\r', s: ' ' }

/** A value that is a string. Source: freedesktop.org, Desktop Entry Specification, "Possible value types". */
const escapeValue = (text: string): string => text.replaceAll(/[\\\n\t\r]/g, (sign) => escapes[sign] ?? '')

/** Quotes one argument of an Exec key. Source: freedesktop.org, Desktop Entry Specification, "The Exec key". */
function quoteArgument(argument: string): string {
  const quoted = `"${argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`
  return escapeValue(quoted)
}

/** What an autostart entry starts. */
export interface Autostart {
  readonly command: readonly string[]
  /** Where the app keeps its data; null: in the default folder. */
  readonly dataFolder: string | null
}

/** The only program that sets a variable in an Exec key; every Linux has it there. */
const env = '/usr/bin/env'
const home = 'JIRA_TOKEN_HOME='

/** The text of an XDG autostart entry. */
export function autostartEntry({ command, dataFolder }: Autostart): string {
  const words = dataFolder === null ? command : [env, home + dataFolder, ...command]
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Jira Token Tray',
    'Comment=Keeps Jira tokens valid',
    `Exec=${words.map(quoteArgument).join(' ')}`,
    // once the app is uninstalled, desktops ignore the entry
    `TryExec=${escapeValue(command[0] ?? '')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** The keys and values of an entry's main group. */
function readEntry(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/)
  const begin = lines.indexOf('[Desktop Entry]') + 1
  const end = lines.findIndex((line, index) => index >= begin && line.startsWith('['))
  const pairs = lines.slice(begin, end === -1 ? undefined : end).flatMap((line): [string, string][] => {
    const [, key = '', value = ''] = /^([^=#]+?)\s*=\s*(.*)$/.exec(line) ?? []
    return key === ''
      ? []
      : [[key, value.replaceAll(/\\([\\ntrs])/g, (_all, sign: string) => unescapes[sign] ?? '')]]
  })
  return new Map(pairs)
}

/** Whether desktops start this entry at login: each has its own way to turn it off without removing it. */
export function isEntryOn(text: string): boolean {
  return [...readEntry(text)].every(
    ([key, value]) =>
      !(key === 'Hidden' && value.toLowerCase() === 'true') &&
      !(/^X-.*Autostart-enabled$/.test(key) && value.toLowerCase() === 'false'),
  )
}

/** What an entry starts; null if it starts nothing. Words without quotes are fine too. */
export function parseAutostart(text: string): Autostart | null {
  const parts = (readEntry(text).get('Exec') ?? '').match(/"(?:\\.|[^"\\])*"|[^\s"]+/g) ?? []
  const words = parts.map((part) =>
    (part.startsWith('"') ? part.slice(1, -1).replaceAll(/\\(["`$\\])/g, '$1') : part).replaceAll('%%', '%'),
  )
  const [first, second = '', ...rest] = words
  if (first === undefined) return null
  return first === env && second.startsWith(home)
    ? { command: rest, dataFolder: second.slice(home.length) }
    : { command: words, dataFolder: null }
}

/** Whether an entry's program is there; one without a folder is looked up by the desktop. */
export function programExists(program: string): boolean {
  return !isAbsolute(program) || existsSync(program)
}

/**
 * Whether an entry should be replaced by this app's own: its program is gone, or it starts another installed app with the
 * same data.
 *
 * @param isInstalled false: this app runs from a checkout, and may be one of several
 */
export function isStale(entry: Autostart | null, mine: Autostart, isInstalled: boolean): boolean {
  const program = entry?.command[0]
  if (entry === null || program === undefined || !programExists(program)) return true
  const isSame = JSON.stringify(entry.command) === JSON.stringify(mine.command)
  return !isSame && entry.dataFolder === mine.dataFolder && isInstalled
}
