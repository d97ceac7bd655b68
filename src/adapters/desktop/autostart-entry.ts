import { homedir } from 'node:os'
import { join } from 'node:path'

/** The path of the entry that Linux desktops start at login. Source: freedesktop.org, Desktop Application Autostart. */
export function getAutostartFile(environment: NodeJS.ProcessEnv): string {
  const configFolder = environment['XDG_CONFIG_HOME'] || join(homedir(), '.config')
  return join(configFolder, 'autostart', 'jira-token-tray.desktop')
}

/** Quotes one argument of an Exec key. Source: freedesktop.org, Desktop Entry Specification, "The Exec key". */
function quoteArgument(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')
  // the value is also a desktop-entry string, which needs each backslash doubled
  return `"${escaped}"`.replaceAll('\\', String.raw`\\`)
}

/** The text of an XDG autostart entry that runs this command hidden. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Jira Token Tray',
    'Comment=Keeps Jira tokens valid',
    `Exec=${command.map(quoteArgument).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** The program that an autostart entry runs; null if it names none. */
export function parseEntryProgram(text: string): string | null {
  const line = /^Exec=(.*)$/m.exec(text)?.[1]?.replaceAll('\\\\', '\\') ?? ''
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
  return quoted?.replaceAll(/\\(["`$\\])/g, '$1').replaceAll('%%', '%') ?? null
}
